package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.json.MalformedMessageException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Keeps the record across reboots. */
final class ProbationFile {
  private final Path file;
  private ProbationRecord record;

  private ProbationFile(Path file, ProbationRecord record) {
    this.file = file;
    this.record = record;
  }

  static ProbationFile open(Path stateDirectory) throws IOException {
    Files.createDirectories(stateDirectory);
    Path file = stateDirectory.resolve("probation.json");
    if (!Files.exists(file)) {
      return new ProbationFile(file, ProbationRecord.NONE);
    }
    try {
      return new ProbationFile(
          file, ProbationRecord.parse(Files.readString(file, StandardCharsets.UTF_8)));
    } catch (MalformedMessageException e) {
      DurableFile.setAside(file);
      System.getLogger(ProbationFile.class.getName())
          .log(Level.ERROR, "record of probation set aside: " + e.getMessage());
      return new ProbationFile(file, ProbationRecord.NONE);
    }
  }

  synchronized ProbationRecord record() {
    return record;
  }

  /** Changes the record, and returns when the disk has it. */
  synchronized void change(UnaryOperator<ProbationRecord> change) throws IOException {
    ProbationRecord next = change.apply(record);
    if (!next.equals(record)) {
      DurableFile.write(file, next.format());
      record = next;
    }
  }
}
