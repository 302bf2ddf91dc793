package io.fleetfoot.agent.lab;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fleetfoot.agent.lab.HostImage.LabKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Signs the lab's kernel images with a key of the lab, by the commands that people use. */
final class LabSigner {

  private final Path agentJar;
  private final Path directory;

  /** Makes a key in a new directory; the service never sees it. */
  LabSigner(Path agentJar, Path directory) {
    this.agentJar = agentJar;
    this.directory = directory;
    agent("keys", "generate", "--out", directory.toString());
  }

  /** The key that the lab's hosts trust. */
  Path publicKey() {
    return directory.resolve("signing.pub");
  }

  /** Returns the signed manifest of a kernel with its initrd, good for a day. */
  JsonObject sign(LabKernel kernel, String commandLine) {
    Path manifest = directory.resolve("manifest-" + UUID.randomUUID() + ".json");
    agent(
        "image",
        "sign",
        "--key",
        directory.resolve("signing.key").toString(),
        "--kernel",
        kernel.kernel().toString(),
        "--initrd",
        kernel.initrd().toString(),
        "--release",
        kernel.release(),
        "--command-line",
        commandLine,
        "--expires",
        "P1D",
        "--out",
        manifest.toString());
    try {
      return JsonParser.parseString(Files.readString(manifest)).getAsJsonObject();
    } catch (IOException e) {
      throw new LabException("cannot read " + manifest, e);
    }
  }

  private void agent(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                agentJar.toString()));
    command.addAll(List.of(arguments));
    Commands.run(command);
  }
}
