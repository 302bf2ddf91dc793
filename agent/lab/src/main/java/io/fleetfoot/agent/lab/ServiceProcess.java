package io.fleetfoot.agent.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The service as a process of its own, on its embedded PostgreSQL, with its home in a directory of
 * the lab's; its options let it speak TLS.
 */
public final class ServiceProcess implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private final Path jar;
  private final Path home;
  private final int port;
  private final String joinToken;
  private final String adminToken;
  private final List<String> options;
  private @Nullable Process process;

  /**
   * A service that will keep its state in {@code home}; options are Spring Boot command line
   * arguments.
   */
  public ServiceProcess(
      Path jar, Path home, int port, String joinToken, String adminToken, List<String> options) {
    this.jar = jar;
    this.home = home;
    this.port = port;
    this.joinToken = joinToken;
    this.adminToken = adminToken;
    this.options = options;
  }

  /** The port on loopback where it listens. */
  public int port() {
    return port;
  }

  /** Where operators reach it from this machine. */
  public String url() {
    return "https://127.0.0.1:" + port;
  }

  /** Starts it and returns when it says it is healthy. */
  public void start(OperatorApi api) {
    try {
      Files.createDirectories(home);
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin/java").toString(),
              "-Xmx384m",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-jar",
              jar.toString());
      builder.command().addAll(options);
      builder.environment().put("FLEETFOOT_HOME", home.toString());
      builder.environment().put("FLEETFOOT_JOIN_TOKEN", joinToken);
      builder.environment().put("FLEETFOOT_ADMIN_TOKEN", adminToken);
      builder.environment().put("SERVER_PORT", Integer.toString(port));
      process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
    } catch (IOException e) {
      throw new LabException("cannot start the service from " + jar, e);
    }
    Process started = process;
    Waiting.until(
        "the service is healthy",
        START_LIMIT,
        () -> {
          if (!started.isAlive()) {
            throw new LabException(
                "the service ended with status " + started.exitValue() + "; see " + log());
          }
          return api.healthy();
        });
  }

  /** Kills it as a power cut would: SIGKILL, no chance to say goodbye. */
  public void kill() {
    end(true);
  }

  /** Where its database and its files are. */
  Path home() {
    return home;
  }

  /** Lets the service of another home have this one's kernels and initrds, as a volume would. */
  void shareFilesWith(Path other) {
    try {
      Files.createSymbolicLink(other.resolve("blobs"), home.resolve("blobs"));
    } catch (IOException e) {
      throw new LabException("cannot share " + home + " with " + other, e);
    }
  }

  /** Its log file. */
  public Path log() {
    return home.resolveSibling(home.getFileName() + ".log");
  }

  /** Stops it as an administrator would, PostgreSQL included. */
  @Override
  public void close() {
    end(false);
  }

  private void end(boolean forcibly) {
    Process running = process;
    if (running == null) {
      return;
    }
    if (forcibly) {
      running.destroyForcibly();
    } else {
      running.destroy();
    }
    try {
      running.onExit().get(30, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      running.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running.destroyForcibly();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new LabException("the service's process cannot be waited for", e);
    }
    process = null;
  }
}
