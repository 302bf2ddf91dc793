package io.fleetfoot.agent.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a lab host is made of: the kernel it starts with, the one it is to get, and the root file
 * system both share.
 */
public record HostImage(LabKernel from, LabKernel to, Path root) {

  /** A kernel and the initrd that goes with it, as files. */
  public record LabKernel(String release, Path kernel, Path initrd) {

    static LabKernel in(Path directory) {
      try {
        return new LabKernel(
            Files.readString(directory.resolve("release")).strip(),
            directory.resolve("vmlinuz"),
            directory.resolve("initrd.img"));
      } catch (IOException e) {
        throw new LabException("cannot read kernel release in " + directory, e);
      }
    }
  }

  /**
   * Builds what the cache lacks and returns the pieces; the first time takes about half a minute.
   */
  public static HostImage build(Checkout checkout) {
    Map<String, String> pieces = new HashMap<>();
    try {
      Process script =
          new ProcessBuilder(checkout.hostImageScript().toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(script), "host-image-shutdown"));
      script.inputReader().lines().forEach(line -> put(pieces, line));
      int status = script.waitFor();
      if (status != 0) {
        throw new LabException(checkout.hostImageScript() + " ended with status " + status);
      }
    } catch (IOException e) {
      throw new LabException("cannot run " + checkout.hostImageScript(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while building the host image", e);
    }
    return new HostImage(
        LabKernel.in(piece(pieces, "KERNEL_FROM")),
        LabKernel.in(piece(pieces, "KERNEL_TO")),
        piece(pieces, "ROOT"));
  }

  /** A signal to this process alone would leave the script and its tools running. */
  private static void end(Process script) {
    script.descendants().forEach(ProcessHandle::destroy);
    script.destroy();
  }

  private static void put(Map<String, String> pieces, String line) {
    int equals = line.indexOf('=');
    if (equals > 0) {
      pieces.put(line.substring(0, equals), line.substring(equals + 1));
    }
  }

  private static Path piece(Map<String, String> pieces, String name) {
    String path = pieces.get(name);
    if (path == null) {
      throw new LabException("the host image script printed no " + name + "=, only " + pieces);
    }
    return Path.of(path);
  }
}
