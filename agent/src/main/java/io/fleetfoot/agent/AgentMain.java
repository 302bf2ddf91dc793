package io.fleetfoot.agent;

import io.fleetfoot.agent.client.HostDescription;
import io.fleetfoot.agent.client.Identity;
import io.fleetfoot.agent.client.ServiceClient;
import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.client.ServiceTrust;
import io.fleetfoot.agent.command.Commands;
import io.fleetfoot.agent.file.NamedFile;
import io.fleetfoot.agent.linux.HostFiles;
import io.fleetfoot.agent.linux.HostReader;
import io.fleetfoot.agent.linux.LinuxBootFiles;
import io.fleetfoot.agent.linux.LinuxCommands;
import io.fleetfoot.agent.linux.LinuxHost;
import io.fleetfoot.agent.linux.LinuxKexec;
import io.fleetfoot.agent.linux.LinuxProtection;
import io.fleetfoot.agent.linux.TimestampCounter;
import io.fleetfoot.agent.loop.AgentLoop;
import io.fleetfoot.agent.loop.GuardedDeparture;
import io.fleetfoot.agent.loop.HostDescriber;
import io.fleetfoot.agent.loop.JoinToken;
import io.fleetfoot.agent.loop.LoadSettings;
import io.fleetfoot.agent.loop.Pause;
import io.fleetfoot.agent.loop.Probation;
import io.fleetfoot.agent.loop.Registration;
import io.fleetfoot.agent.loop.UnusableKeyException;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The command {@code fleetfoot-agent}. */
public final class AgentMain {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String CIPHER_SUITES = "jdk.tls.client.cipherSuites";
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

  /**
   * ChaCha20 first: a JVM without C2, as small hosts have it, computes AES-GCM at a fifth of its
   * speed.
   */
  private static final List<String> SUITES =
      List.of(
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

  private AgentMain() {}

  /** Runs the command and ends the process, with status 2 when it was called wrongly. */
  public static void main(String[] arguments) {
    long startedAt = System.nanoTime();
    if (System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
      System.setProperty(
          "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL%1$tz %4$s %5$s%6$s%n");
    }
    if (System.getProperty(CIPHER_SUITES) == null) {
      System.setProperty(CIPHER_SUITES, String.join(",", SUITES));
    }
    System.exit(command(List.of(arguments), startedAt, System.out, System.err));
  }

  static int command(List<String> arguments, long startedAt, PrintStream out, PrintStream err) {
    if (AgentCommand.isHelp(arguments)) {
      out.print(AgentCommand.USAGE);
      return 0;
    }
    if (arguments.equals(List.of("--version"))) {
      out.println("fleetfoot-agent " + version());
      return 0;
    }
    var commands =
        new Commands(out, err, InstantSource.system(), new SecureRandom())
            .onHost(diagnosis()::of, LinuxBootFiles::new, memory());
    if (commands.know(arguments)) {
      try {
        return commands.run(arguments);
      } catch (InvalidConfigException e) {
        err.println(e.getMessage());
        return 2;
      }
    }
    Optional<AgentCommand> command = AgentCommand.of(arguments);
    if (command.isEmpty()) {
      err.println(AgentCommand.wrongUse(arguments));
      return 2;
    }
    try {
      AgentConfig config = command.get().override(AgentConfig.read(command.get().config()));
      StartChecks.requireStateDirectory(config.stateDirectory());
      List<String> warnings = StartChecks.warnings(command.get().config(), config);
      warnings.forEach(warning -> log().log(Level.WARNING, warning));
      if (command.get().verb().equals("enrol")) {
        return enrol(config, command.get().newKey(), out, err);
      }
      run(command.get().config(), config, startedAt);
      return 0;
    } catch (InvalidConfigException | UnusableKeyException e) {
      err.println(e.getMessage());
      return 2;
    } catch (InterruptedException e) {
      return 0;
    } catch (IOException e) {
      log().log(Level.ERROR, "the agent cannot go on: " + NamedFile.words(e));
      log().log(Level.DEBUG, "the agent cannot go on", e);
      return 1;
    } catch (RuntimeException e) {
      log().log(Level.ERROR, "the agent cannot go on", e);
      return 1;
    }
  }

  private static int enrol(AgentConfig config, boolean newKey, PrintStream out, PrintStream err)
      throws IOException {
    var files = new HostFiles(Path.of("/"));
    var host = new LinuxHost(files, config.machineIdFile().toString(), TimestampCounter.open());
    var registration =
        new Registration(
            service(config), config.stateDirectory(), joinToken(config), config.labels());
    HostDescription facts = HostDescriber.describe(host.facts(), config.quickRegion(), version());
    try {
      Identity identity = newKey ? registration.enrolAnew(facts) : registration.enrol(facts);
      out.println("registered as host " + identity.hostId());
      return 0;
    } catch (ServiceException e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  private static void run(Path configFile, AgentConfig config, long startedAt)
      throws IOException, InterruptedException {
    if (config.isInTheOpen()) {
      log()
          .log(
              Level.WARNING,
              "service.url = {0}: what this agent says, its join token too, can be read and held back on its way; use https and service.ca",
              config.serviceUrl());
    }
    var files = new HostFiles(Path.of("/"));
    TimestampCounter counter = TimestampCounter.open();
    var host = new LinuxHost(files, config.machineIdFile().toString(), counter);
    var system = new LinuxKexec(files, counter, config.quickFlag());
    String version = version();
    var tally = new AgentTally();
    var checkup =
        new PeriodicCheckup(
            () -> diagnosis().of(Optional.of(configFile)).findings(),
            config.metrics().checksInterval(),
            System::nanoTime);
    Pause pause = duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    var protection = new LinuxProtection(config.protection(), files, new LinuxCommands());
    var probation = new Probation(protection.means(), config.stateDirectory(), tally);
    var surroundings =
        new AgentLoop.Surroundings(
            host,
            system,
            new GuardedDeparture(
                protection.departure(system, pause, System::nanoTime),
                probation,
                () -> host.facts().bootId()),
            probation,
            service(config),
            pause,
            InstantSource.system(),
            System::nanoTime,
            RANDOM,
            tally,
            checkup);
    var settings =
        new AgentLoop.Settings(
            config.stateDirectory(),
            config.trustedKeys(),
            joinToken(config),
            config.labels(),
            config.pollInterval(),
            version,
            startedAt,
            new LoadSettings(config.quickRegion(), config.unverified()),
            config.corruptSlotAfterStaging());
    var loop = new AgentLoop(surroundings, settings);
    Runtime.getRuntime().addShutdownHook(new Thread(loop::callOff, "call-off"));
    new Textfile(config.metrics().textfileDirectory(), config.stateDirectory())
        .show(tally.reboot());
    try (var metrics =
        new MetricsServer(
            config.metrics().listen(),
            () ->
                new AgentMetrics(
                    tally,
                    () -> checkup.latest().orElse(List.of()),
                    host.facts().identity().kernelRelease(),
                    version))) {
      var unused = metrics.start();
      loop.run();
    }
  }

  private static Diagnosis diagnosis() {
    var files = new HostFiles(Path.of("/"));
    return new Diagnosis(machineIdFile -> new HostReader(files, machineIdFile.toString()));
  }

  private static RunningMemory memory() {
    return new RunningMemory(new HostReader(new HostFiles(Path.of("/")), "")::memoryMap);
  }

  private static ServiceClient service(AgentConfig config) {
    var endpoint = new ServiceClient.Endpoint(config.serviceUrl(), trust(config), CALL_TIMEOUT);
    return new ServiceClient(endpoint, InstantSource.system(), RANDOM);
  }

  private static Optional<ServiceTrust> trust(AgentConfig config) {
    if (!"https".equals(config.serviceUrl().getScheme())) {
      return Optional.empty();
    }
    if (config.serviceCa().isEmpty()) {
      return Optional.of(ServiceTrust.ofTheSystem());
    }
    try {
      return Optional.of(ServiceTrust.read(config.serviceCa().get()));
    } catch (IOException e) {
      throw new InvalidConfigException("service.ca: " + e.getMessage());
    }
  }

  private static JoinToken joinToken(AgentConfig config) {
    return new JoinToken(config.joinToken(), config.joinTokenFile());
  }

  /** Not a constant: the logs' format is set first. */
  private static Logger log() {
    return System.getLogger(AgentMain.class.getName());
  }

  private static String version() {
    String version = AgentMain.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
