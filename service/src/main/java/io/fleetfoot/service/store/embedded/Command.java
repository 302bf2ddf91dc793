package io.fleetfoot.service.store.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A short program run to its end, in an environment without surprises. */
record Command(List<String> words) {

  Command {
    words = List.copyOf(words);
  }

  static Command of(String... words) {
    return new Command(List.of(words));
  }

  /** This command behind another one that executes it. */
  Command behind(List<String> prefix) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(words);
    return new Command(all);
  }

  /**
   * Runs the command.
   *
   * @return what it printed, both streams together, without blanks at the ends
   * @throws EmbeddedPostgresException when it cannot start or does not exit with 0
   */
  String run() {
    try {
      Process process =
          prepared().redirectInput(new File("/dev/null")).redirectErrorStream(true).start();
      String printed =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int status = process.waitFor();
      if (status != 0) {
        throw new EmbeddedPostgresException(
            "exit status %d, wanted 0, from %s:%n%s"
                .formatted(status, String.join(" ", words), printed),
            "mend what it complains of, or set spring.datasource.url to a PostgreSQL of your own");
      }
      return printed;
    } catch (IOException e) {
      throw cannotStart(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("interrupted while running " + words, "start again", e);
    }
  }

  /** The command ready to start: only PATH is inherited, so no PG* variable or locale leaks in. */
  ProcessBuilder prepared() {
    ProcessBuilder builder = new ProcessBuilder(words);
    String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("TZ", "UTC");
    return builder;
  }

  EmbeddedPostgresException cannotStart(IOException e) {
    return new EmbeddedPostgresException(
        "cannot run %s: %s".formatted(words.get(0), e.getMessage()),
        "install it (setpriv and setsid are in util-linux), or set spring.datasource.url",
        e);
  }
}
