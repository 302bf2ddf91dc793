package io.fleetfoot.service.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a running server writes to {@code postmaster.pid} in its data directory (pidfile.h).
 *
 * @param pid the postmaster's process id
 * @param port the TCP port it listens on, absent until it is known
 * @param status starting, ready, stopping or standby; absent until it is written
 */
record PostmasterFile(long pid, Optional<Integer> port, Optional<String> status) {

  private static final int PID_LINE = 0;
  private static final int PORT_LINE = 3;
  private static final int STATUS_LINE = 7;

  static Path in(Path data) {
    return data.resolve("postmaster.pid");
  }

  /** Reads the file; absent when there is none, or none with a process id in it yet. */
  static Optional<PostmasterFile> read(Path data) {
    try {
      return parse(Files.readAllLines(in(data)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "cannot read %s: %s".formatted(in(data), e),
          "run the service as the user who owns the data, or root",
          e);
    }
  }

  /** Parses the lines, which the server writes one after the other while others read. */
  static Optional<PostmasterFile> parse(List<String> lines) {
    return number(lines, PID_LINE)
        .map(
            pid ->
                new PostmasterFile(
                    pid, number(lines, PORT_LINE).map(Long::intValue), line(lines, STATUS_LINE)));
  }

  /** Whether this server takes connections on the port. */
  boolean readyOn(int wantedPort) {
    return status.filter("ready"::equals).isPresent()
        && port.filter(value -> value == wantedPort).isPresent();
  }

  private static Optional<Long> number(List<String> lines, int index) {
    return line(lines, index).filter(text -> text.matches("[0-9]{1,9}")).map(Long::valueOf);
  }

  private static Optional<String> line(List<String> lines, int index) {
    return lines.size() > index
        ? Optional.of(lines.get(index).strip()).filter(text -> !text.isEmpty())
        : Optional.empty();
  }
}
