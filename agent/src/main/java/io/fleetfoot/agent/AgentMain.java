package io.fleetfoot.agent;

import io.fleetfoot.agent.client.ServiceClient;
import io.fleetfoot.agent.command.Commands;
import io.fleetfoot.agent.linux.HostFiles;
import io.fleetfoot.agent.linux.LinuxHost;
import io.fleetfoot.agent.linux.LinuxKexec;
import io.fleetfoot.agent.linux.TimestampCounter;
import io.fleetfoot.agent.loop.AgentLoop;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command {@code fleetfoot-agent}. */
public final class AgentMain {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
  private static final String USAGE =
      """
      Usage: fleetfoot-agent run --config FILE
             fleetfoot-agent keys generate | image sign | image verify, each with --help
             fleetfoot-agent --help | --version

      Runs the agent of this host: it asks the service what is wanted, stages the next kernel in
      the memory that crashkernel= reserves, verifies it there, and enters it when told to.

      FILE is a properties file:
        service.url          where the service listens (required)
        join.token           registers this host at the first start
        trusted.keys         public keys of those who may sign kernel images, a PEM file or a
                             directory of *.pem (/etc/fleetfoot/trusted-keys)
        state.directory      identity, journal and cache (/var/lib/fleetfoot)
        machine-id.file      (/etc/machine-id)
        poll.interval        (PT1S)
        metrics.listen       where /metrics is served (0.0.0.0:9101)
        labels.NAME          a label of this host
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
    var commands = new Commands(out, err, InstantSource.system(), new SecureRandom());
    if (commands.know(arguments)) {
      return commands.run(arguments);
    }
    if (arguments.size() != 3
        || !arguments.get(0).equals("run")
        || !arguments.get(1).equals("--config")) {
      err.print("Found " + String.join(" ", arguments) + ", wanted:\n" + USAGE);
      return 2;
    }
    try {
      run(AgentConfig.read(Path.of(arguments.get(2))), startedAt);
      return 0;
    } catch (InvalidConfigException e) {
      err.println(e.getMessage());
      return 2;
    } catch (InterruptedException e) {
      return 0;
    } catch (IOException | RuntimeException e) {
      System.getLogger(AgentMain.class.getName())
          .log(System.Logger.Level.ERROR, "the agent cannot go on", e);
      return 1;
    }
  }

  private static void run(AgentConfig config, long startedAt)
      throws IOException, InterruptedException {
    var files = new HostFiles(Path.of("/"));
    TimestampCounter counter = TimestampCounter.open();
    var host = new LinuxHost(files, config.machineIdFile().toString(), counter);
    String version = version();
    var tally = new AgentTally();
    var surroundings =
        new AgentLoop.Surroundings(
            host,
            new LinuxKexec(files, counter),
            new ServiceClient(config.serviceUrl(), CALL_TIMEOUT),
            duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos()),
            InstantSource.system(),
            System::nanoTime,
            new SecureRandom(),
            tally);
    var settings =
        new AgentLoop.Settings(
            config.stateDirectory(),
            config.trustedKeys(),
            config.joinToken(),
            config.labels(),
            config.pollInterval(),
            version,
            startedAt,
            config.corruptSlotAfterStaging());
    var loop = new AgentLoop(surroundings, settings);
    Runtime.getRuntime().addShutdownHook(new Thread(loop::callOff, "call-off"));
    try (var metrics =
        new MetricsServer(
            config.metricsListen(),
            () -> new AgentMetrics(tally, host.facts().identity().kernelRelease(), version))) {
      var unused = metrics.start();
      loop.run();
    }
  }

  private static String version() {
    String version = AgentMain.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
