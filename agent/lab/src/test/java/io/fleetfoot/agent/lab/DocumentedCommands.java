package io.fleetfoot.agent.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shell commands of a page of the documentation, run as its reader would. */
record DocumentedCommands(Path checkout, Map<String, String> environment, List<String> blocks) {

  private static final Pattern BLOCK =
      Pattern.compile("^```bash\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  /** Reads all blocks marked as bash, in the order of the page. */
  static DocumentedCommands of(Path checkout, String page, Map<String, String> environment)
      throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(checkout.resolve(page)));
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    return new DocumentedCommands(checkout, environment, blocks);
  }

  /** Where the first block is that contains the text. */
  int indexOf(String text) {
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).contains(text)) {
        return i;
      }
    }
    throw new AssertionError("found no block with \"%s\" among %s".formatted(text, blocks));
  }

  /** Runs the blocks from one to before another, and returns all they printed. */
  String run(int from, int to, Duration limit) throws IOException, InterruptedException {
    StringBuilder printed = new StringBuilder();
    for (String block : blocks.subList(from, to)) {
      printed.append(run(block, limit));
    }
    return printed.toString();
  }

  private String run(String block, Duration limit) throws IOException, InterruptedException {
    System.out.print("$ " + block);
    Path output = Files.createTempFile("documented", ".out");
    ProcessBuilder shell =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", block)
            .directory(checkout.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    shell.environment().putAll(environment);
    Process process = shell.start();
    boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    process.destroyForcibly();
    String printed = Files.readString(output);
    Files.delete(output);
    System.out.print(printed);
    if (!ended || process.exitValue() != 0) {
      throw new AssertionError(
          "%s%n%s, and printed:%n%s"
              .formatted(
                  block, ended ? "ended with " + process.exitValue() : "did not end", printed));
    }
    return printed;
  }
}
