package io.fleetfoot.agent.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A host's own writable disk: its name, machine-id, agent and the agent's state, which survive
 * every reboot.
 */
final class HostDisk {

  /** Where the host finds the keys whose kernel images it boots. */
  static final String TRUSTED_KEYS = "/host/trusted-keys";

  /** Where the host finds the certificate of the service's CA. */
  static final String SERVICE_CA = "/host/service-ca.pem";

  /** With what Java runs in a lab host. */
  static final String JVM_OPTIONS =
      "-Xmx64m -Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -XX:-UsePerfData\n";

  private static final String SIZE = "512m";

  private HostDisk() {}

  /** Puts a key on the disk that is about to be made: its kernel images are booted. */
  static void pin(Path directory, Path publicKey) {
    try {
      Path pinned = directory.resolve(Path.of("/").relativize(Path.of(TRUSTED_KEYS)));
      Files.createDirectories(pinned);
      Files.copy(publicKey, pinned.resolve("lab.pem"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new LabException("cannot pin " + publicKey + " in " + directory, e);
    }
  }

  /** Makes an ext4 image with the agent and its configuration on it. */
  static Path make(
      Path directory,
      String hostname,
      String machineId,
      Path agentJar,
      Path labJar,
      Path serviceCa,
      Map<String, String> agent) {
    Path content = directory.resolve("host");
    try {
      Files.createDirectories(content);
      Files.writeString(content.resolve("hostname"), hostname + "\n");
      Files.writeString(content.resolve("machine-id"), machineId + "\n");
      Files.writeString(content.resolve("jvm-options"), JVM_OPTIONS);
      StringBuilder properties = new StringBuilder();
      new TreeMap<>(agent)
          .forEach((k, v) -> properties.append(k).append('=').append(v).append('\n'));
      Files.writeString(content.resolve("agent.properties"), properties);
      Files.copy(agentJar, content.resolve("agent.jar"), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(labJar, content.resolve("lab.jar"), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(
          serviceCa,
          content.resolve(Path.of(SERVICE_CA).getFileName()),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new LabException("cannot write the disk of " + hostname + " in " + directory, e);
    }
    Path image = directory.resolve("host.img");
    Commands.run(
        List.of(
            "mke2fs", "-q", "-F", "-t", "ext4", "-d", content.toString(), image.toString(), SIZE));
    return image;
  }
}
