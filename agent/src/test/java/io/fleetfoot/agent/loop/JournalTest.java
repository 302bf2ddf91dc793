package io.fleetfoot.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import io.fleetfoot.agent.client.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {

  private static final Execution EXECUTION =
      new Execution(
          "r-1",
          "fx-1",
          "reserved",
          "boot-1",
          Instant.parse("2026-11-21T00:00:00Z"),
          2_596_150_000L,
          Long.MAX_VALUE - 1,
          0);

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"execution\": ",
        "[]",
        "{\"execution\": {\"rebootId\": \"r-1\"}}",
        "{\"undelivered\": 7}"
      })
  void setsAsideAJournalThatCannotBeRead(String text) throws IOException {
    Files.writeString(directory.resolve("journal.json"), text);
    Journal journal = Journal.open(directory);
    assertThat(journal.execution()).isEmpty();
    assertThat(directory.resolve("journal.json.unreadable")).hasContent(text);
  }

  @Test
  void beginsEmptyInADirectoryItMakes() throws IOException {
    Journal journal = Journal.open(directory.resolve("state"));
    assertThat(journal.execution()).isEmpty();
    assertThat(journal.completed()).isEmpty();
    assertThat(journal.undelivered()).isEmpty();
  }

  @Test
  void bringsAnExecutionAcrossTheReboot() throws IOException {
    Journal.open(directory).execution(Optional.of(EXECUTION.leavingAt(77)));
    assertThat(Journal.open(directory).execution()).contains(EXECUTION.leavingAt(77));
  }

  @Test
  void keepsTheRebootThatThisBootCameFrom() throws IOException {
    var phases =
        List.of(
            new Report.Phase("shutdown", 0.0031, "bound", Optional.empty()),
            new Report.Phase("blackout", 0.0624, "bound", Optional.of("perf-page")));
    var completed = new CompletedReboot("r-1", "fx-1", "reserved", "boot-2", phases);
    Journal journal = Journal.open(directory);
    journal.execution(Optional.of(EXECUTION));
    journal.completed(completed);
    assertThat(Journal.open(directory).execution()).as("not saved yet").contains(EXECUTION);
    journal.save();
    assertThat(Journal.open(directory).completed()).contains(completed);
    assertThat(Journal.open(directory).execution()).isEmpty();
  }

  @Test
  void knowsWhatTheDiskDoesNotTakeAndSavesItLater() throws IOException {
    Path lost = Files.createDirectory(directory.resolve("lost"));
    Journal journal = Journal.open(lost);
    Files.delete(lost);
    var completed = new CompletedReboot("r-1", "fx-1", "reserved", "boot-2", List.of());
    journal.completed(completed);
    assertThatExceptionOfType(IOException.class).isThrownBy(journal::save);
    assertThat(journal.completed()).contains(completed);
    Files.createDirectory(lost);
    journal.save();
    assertThat(Journal.open(lost).completed()).contains(completed);
  }

  @Test
  void keepsAReportUntilItIsDelivered() throws IOException {
    var report = new JsonObject();
    report.addProperty("kind", "failed");
    Journal.open(directory).undelivered(Optional.of(report));
    assertThat(Journal.open(directory).undelivered()).contains(report);
    Journal.open(directory).undelivered(Optional.empty());
    assertThat(Journal.open(directory).undelivered()).isEmpty();
  }

  @Test
  void isForItsOwnersEyesOnly() throws IOException {
    Journal.open(directory).execution(Optional.of(EXECUTION));
    Path file = directory.resolve("journal.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(directory.resolve("journal.json.next")).doesNotExist();
  }
}
