package io.fleetfoot.agent.linux;

import io.fleetfoot.agent.loop.HostCommands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs of this host, as processes of ours. */
public final class LinuxCommands implements HostCommands {
  private static final int MOST_OUTPUT = 4096;

  @Override
  public Result run(List<String> command, Map<String, String> environment, Duration limit)
      throws IOException, InterruptedException {
    // a file and not a pipe: a child that outlives the program may keep a pipe open
    Path output = Files.createTempFile("fleetfoot-", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IOException(
            "%s did not end within %s and was killed".formatted(String.join(" ", command), limit));
      }
      return new Result(process.exitValue(), tail(output));
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static String tail(Path output) throws IOException {
    byte[] bytes = Files.readAllBytes(output);
    int length = Math.min(bytes.length, MOST_OUTPUT);
    return new String(bytes, bytes.length - length, length, StandardCharsets.UTF_8).strip();
  }
}
