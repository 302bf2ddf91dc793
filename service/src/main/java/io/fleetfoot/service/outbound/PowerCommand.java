package io.fleetfoot.service.outbound;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Has a host switched off and on by a command. */
record PowerCommand(List<String> command, Duration timeout) implements PowerSwitch {

  private static final int OUTPUT_KEPT = 2048;
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);
  private static final List<String> INHERITED = List.of("PATH", "HOME", "LANG", "TMPDIR");

  @Override
  public void cycle(PowerCycleTarget target) {
    Process process = start(target);
    CompletableFuture<String> output = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(process.getInputStream(), output), "power-cycle-output");
    reader.setDaemon(true);
    reader.start();
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new OutboundException(
            "the command had not ended after %s: %s".formatted(timeout, killed(process, output)));
      }
      if (process.exitValue() != 0) {
        throw new OutboundException(
            "the command ended with status %d: %s".formatted(process.exitValue(), last(output)));
      }
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
      throw new OutboundException("the service is stopping");
    }
  }

  /** The service's own environment holds secrets, which are not the command's business. */
  private Process start(PowerCycleTarget target) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(INHERITED);
    environment.putAll(target.toEnvironment());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new OutboundException("the command cannot be started: " + e.getMessage());
    }
  }

  private static String killed(Process process, CompletableFuture<String> output)
      throws InterruptedException {
    kill(process);
    return last(output);
  }

  /** By its handle, for killing by the process itself would close its output before it is read. */
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
  }

  /** Something that the command left running may keep its output open for ever. */
  private static String last(CompletableFuture<String> output) throws InterruptedException {
    try {
      return output.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return "its output cannot be read";
    }
  }

  private static void read(InputStream stream, CompletableFuture<String> output) {
    try (stream) {
      byte[] kept = stream.readNBytes(OUTPUT_KEPT);
      stream.transferTo(OutputStream.nullOutputStream());
      output.complete(HookReply.line(new String(kept, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      output.completeExceptionally(e);
    }
  }
}
