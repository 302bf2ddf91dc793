package io.fleetfoot.agent.lab;

import java.nio.file.Files;
import java.nio.file.Path;

/** The source tree the lab runs from, and what the build made in it. */
public record Checkout(Path root) {

  private static final String VERSION = "0.1.0-SNAPSHOT";

  /** A checkout, made absolute so that processes started elsewhere find it. */
  public Checkout {
    root = root.toAbsolutePath().normalize();
  }

  /** The service as one executable jar. */
  public Path serviceJar() {
    return built(root.resolve("service/target/fleetfoot-service-" + VERSION + "-exec.jar"));
  }

  /** The agent with all it needs as one jar. */
  public Path agentJar() {
    return built(root.resolve("agent/target/fleetfoot-agent-" + VERSION + "-all.jar"));
  }

  /** The lab with all it needs as one jar. */
  public Path labJar() {
    return built(root.resolve("agent/lab/target/fleetfoot-lab-" + VERSION + "-all.jar"));
  }

  /** A script of the lab. */
  Path labScript(String name) {
    return root.resolve("agent/lab").resolve(name);
  }

  /** The script that builds kernels, initrds and the root image of a host. */
  public Path hostImageScript() {
    return root.resolve("agent/lab/host-image");
  }

  /** The script that builds the root image of a host with systemd. */
  public Path systemdImageScript() {
    return root.resolve("agent/lab/systemd-image");
  }

  /** The agent's package. */
  public Path agentPackage() {
    return built(root.resolve("agent/target/fleetfoot-agent.deb"));
  }

  private static Path built(Path jar) {
    if (!Files.isRegularFile(jar)) {
      throw new LabException("found no " + jar + "; run mvn -DskipTests package first");
    }
    return jar;
  }
}
