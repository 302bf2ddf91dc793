package io.fleetfoot.agent;

import io.fleetfoot.agent.client.HostDescription;
import io.fleetfoot.agent.client.Identity;
import io.fleetfoot.agent.client.ServiceClient;
import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.client.ServiceTrust;
import io.fleetfoot.agent.command.Commands;
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
import io.fleetfoot.agent.preflight.Finding;
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
import java.util.function.Supplier;

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

  private static final Duration FINDINGS_KEPT = Duration.ofSeconds(30);

  static final String USAGE =
      """
      Usage: fleetfoot-agent run --config FILE
             fleetfoot-agent enrol --config FILE [--new-key]
             fleetfoot-agent doctor | reserve | keys generate | image sign | image verify,
                             each with --help
             fleetfoot-agent --help | --version

      run    Runs the agent of this host: it asks the service what is wanted, stages the next
             kernel in the memory that crashkernel= reserves, verifies it there, and enters it when
             told to. At its first start it makes the host's key and registers the host.
      enrol  Registers this host with the key it has; with --new-key it makes another, after an
             administrator has revoked the one before. An agent that runs takes it up by itself.

      FILE is a properties file:
        service.url          where the service listens (required)
        service.ca           PEM file of the authorities that the service's certificate must be
                             from one of, instead of those that this Java trusts
        join.token           registers this host
        join.token.file      a file that holds the join token, read when it is needed
        trusted.keys         public keys of those who may sign kernel images, a PEM file or a
                             directory of *.pem (/etc/fleetfoot/trusted-keys)
        state.directory      key, identity, journal and cache (/var/lib/fleetfoot)
        machine-id.file      (/etc/machine-id)
        poll.interval        (PT1S)
        metrics.listen       where /metrics is served (0.0.0.0:9101)
        labels.NAME          a label of this host
        verification.none    enters a kernel unverified when a rollout says so: true or false (false)
        quick.region         what memory of quick kexec is called in /proc/iomem (Quick kexec)
        quick.flag           what kexec_load(2) calls KEXEC_QUICK on this kernel (0x8000)
        departure            who is asked to leave for the next kernel: auto, systemd where it
                             runs and else the kernel itself; systemd; direct (auto)
        departure.deadline   how long systemd may take to stop this agent on its way (PT2M)
        watchdog.device      what resets a host that does not come back: off, auto or a device
                             such as /dev/watchdog0 (off)
        watchdog.timeout     within which the next kernel's boot must have been reported (PT5M)
        kdump.unit           what is stopped while a kernel is staged in the region, if it has
                             loaded a crash image: off, auto or a unit (auto)
        commit.command       a program that makes $FLEETFOOT_RELEASE the boot loader's default,
                             in place of grub-set-default or bootctl
        debug.corrupt-slot-after-staging   lab only (false)
      """;

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
    if (arguments.equals(List.of("--help"))) {
      out.print(USAGE);
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
    Optional<Command> command = Command.of(arguments);
    if (command.isEmpty()) {
      String found = arguments.isEmpty() ? "no command" : String.join(" ", arguments);
      err.print("Found " + found + ", wanted:\n" + USAGE);
      return 2;
    }
    try {
      AgentConfig config = AgentConfig.read(command.get().config());
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
    } catch (IOException | RuntimeException e) {
      log().log(Level.ERROR, "the agent cannot go on", e);
      return 1;
    }
  }

  private record Command(String verb, Path config, boolean newKey) {

    static Optional<Command> of(List<String> arguments) {
      boolean newKey = arguments.size() == 4 && arguments.get(3).equals("--new-key");
      if ((arguments.size() != 3 && !newKey) || !arguments.get(1).equals("--config")) {
        return Optional.empty();
      }
      String verb = arguments.get(0);
      return verb.equals("enrol") || (verb.equals("run") && !newKey)
          ? Optional.of(new Command(verb, Path.of(arguments.get(2)), newKey))
          : Optional.empty();
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
    Supplier<List<Finding>> examine =
        new RecentFindings(
            () -> diagnosis().of(Optional.of(configFile)), FINDINGS_KEPT, System::nanoTime);
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
            new ChecksAtStart(examine, pause),
            InstantSource.system(),
            System::nanoTime,
            RANDOM,
            tally);
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
    try (var metrics =
        new MetricsServer(
            config.metricsListen(),
            () ->
                new AgentMetrics(
                    tally, examine, host.facts().identity().kernelRelease(), version))) {
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
