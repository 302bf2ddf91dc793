package io.fleetfoot.agent.loop;

import com.google.gson.JsonObject;
import io.fleetfoot.agent.client.ProtocolReader;
import io.fleetfoot.agent.client.ProtocolWriter;
import io.fleetfoot.agent.json.JsonFields;
import io.fleetfoot.agent.json.MalformedMessageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What must survive the reboot: the execution on its way, the reboot this boot came from, and a
 * report the service has not taken yet.
 */
final class Journal {
  private final Path file;
  // read by the thread that stops the agent, too
  private volatile Entries entries;
  private boolean saved = true;

  /** What the file holds. */
  record Entries(
      Optional<Execution> execution,
      Optional<CompletedReboot> completed,
      Optional<JsonObject> undelivered) {

    static final Entries NONE = new Entries(Optional.empty(), Optional.empty(), Optional.empty());
  }

  private Journal(Path file, Entries entries) {
    this.file = file;
    this.entries = entries;
  }

  /** Reads the journal; a file that is not one is set aside, because the host must be served. */
  static Journal open(Path stateDirectory) throws IOException {
    Files.createDirectories(stateDirectory);
    Path file = stateDirectory.resolve("journal.json");
    if (!Files.exists(file)) {
      return new Journal(file, Entries.NONE);
    }
    String json = Files.readString(file, StandardCharsets.UTF_8);
    try {
      return new Journal(file, parse(json));
    } catch (MalformedMessageException e) {
      DurableFile.setAside(file);
      System.getLogger(Journal.class.getName())
          .log(System.Logger.Level.ERROR, "journal set aside: " + e.getMessage());
      return new Journal(file, Entries.NONE);
    }
  }

  Optional<Execution> execution() {
    return entries.execution();
  }

  Optional<CompletedReboot> completed() {
    return entries.completed();
  }

  Optional<JsonObject> undelivered() {
    return entries.undelivered();
  }

  /** Notes an execution that is about to happen, or is no more. */
  void execution(Optional<Execution> execution) throws IOException {
    write(new Entries(execution, entries.completed(), entries.undelivered()));
  }

  /** Notes that the execution led to this boot; {@link #save} brings it to the disk. */
  void completed(CompletedReboot completed) {
    entries = new Entries(Optional.empty(), Optional.of(completed), entries.undelivered());
    saved = false;
  }

  /** Notes a report that the service shall get, or that it has got. */
  void undelivered(Optional<JsonObject> report) throws IOException {
    write(new Entries(entries.execution(), entries.completed(), report));
  }

  /** Brings to the disk what it did not take, or may have taken by half. */
  void save() throws IOException {
    if (!saved) {
      write(entries);
    }
  }

  private void write(Entries next) throws IOException {
    saved = false;
    DurableFile.write(file, format(next));
    entries = next;
    saved = true;
  }

  private static String format(Entries entries) {
    var json = new JsonObject();
    entries.execution().ifPresent(execution -> json.add("execution", format(execution)));
    entries.completed().ifPresent(completed -> json.add("completed", format(completed)));
    entries.undelivered().ifPresent(report -> json.add("undelivered", report));
    return json.toString();
  }

  private static JsonObject format(Execution execution) {
    var json = new JsonObject();
    json.addProperty("rebootId", execution.rebootId());
    json.addProperty("execId", execution.execId());
    json.addProperty("method", execution.method());
    json.addProperty("bootId", execution.bootId());
    json.addProperty("at", execution.at().toString());
    json.addProperty("hertz", execution.hertz());
    json.addProperty("slotEqual", execution.slotEqual());
    json.addProperty("leaving", execution.leaving());
    return json;
  }

  private static JsonObject format(CompletedReboot completed) {
    var json = new JsonObject();
    json.addProperty("rebootId", completed.rebootId());
    json.addProperty("execId", completed.execId());
    json.addProperty("method", completed.method());
    json.addProperty("bootId", completed.bootId());
    json.add("phases", ProtocolWriter.phases(completed.phases()));
    return json;
  }

  private static Entries parse(String text) {
    JsonFields json = JsonFields.parse("journal", text);
    return new Entries(
        json.has("execution") ? Optional.of(execution(json.object("execution"))) : Optional.empty(),
        json.has("completed") ? Optional.of(completed(json.object("completed"))) : Optional.empty(),
        json.optionalObject("undelivered"));
  }

  private static Execution execution(JsonFields json) {
    return new Execution(
        json.text("rebootId"),
        json.text("execId"),
        json.text("method"),
        json.text("bootId"),
        instant(json),
        json.size("hertz"),
        json.signed("slotEqual"),
        json.signed("leaving"));
  }

  private static Instant instant(JsonFields json) {
    try {
      return Instant.parse(json.text("at"));
    } catch (DateTimeParseException e) {
      throw json.refuse("at", "an instant such as 2026-11-21T00:00:00Z");
    }
  }

  private static CompletedReboot completed(JsonFields json) {
    return new CompletedReboot(
        json.text("rebootId"),
        json.text("execId"),
        json.text("method"),
        json.text("bootId"),
        ProtocolReader.phases(json, "phases"));
  }
}
