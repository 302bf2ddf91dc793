package io.fleetfoot.agent.manifest;

import com.google.gson.JsonObject;
import io.fleetfoot.agent.json.JsonFields;
import io.fleetfoot.agent.json.MalformedMessageException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What a kernel image is, in the words of the person who signs it.
 *
 * @param name for people
 * @param release what {@code uname -r} will say
 * @param architecture such as {@code x86_64}
 * @param commandLine a template in which {@code {running}} is the running kernel's command line
 * @param kernel the bzImage or vmlinux
 * @param initrd the initial RAM disk, absent for a kernel that needs none
 * @param createdAt when it was signed; it is not valid before
 * @param expiresAt when it ends being valid
 */
public record Manifest(
    Optional<String> name,
    String release,
    String architecture,
    String commandLine,
    Blob kernel,
    Optional<Blob> initrd,
    Instant createdAt,
    Instant expiresAt) {

  /** The DSSE payload type. */
  public static final String PAYLOAD_TYPE = "application/vnd.fleetfoot.kernel-image.v1+json";

  private static final String AGENTS_OWN = "fleetfoot.exec=";

  /** Refuses what could not be booted, or would forge a boot proof. */
  public Manifest {
    if (release.isBlank() || release.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException("release is \"%s\", expected one word".formatted(release));
    }
    if (commandLine.chars().anyMatch(c -> c < 0x20 || c >= 0x7f)) {
      throw new IllegalArgumentException("commandLine is not one line of printable ASCII");
    }
    if (commandLine.contains(AGENTS_OWN)) {
      throw new IllegalArgumentException(
          "commandLine contains %s, which the agent appends itself".formatted(AGENTS_OWN));
    }
    if (initrd.filter(blob -> blob.size() == 0).isPresent()) {
      throw new IllegalArgumentException(
          "initrd has 0 bytes, expected an initramfs, or no initrd for a kernel that needs none");
    }
    if (!expiresAt.isAfter(createdAt)) {
      throw new IllegalArgumentException(
          "expiresAt is %s, expected a time after createdAt, %s".formatted(expiresAt, createdAt));
    }
  }

  /**
   * Reads a payload.
   *
   * @throws MalformedMessageException if it is no manifest
   */
  static Manifest parse(byte[] payload) {
    String name = "manifest.payload";
    JsonFields fields = JsonFields.parse(name, new String(payload, StandardCharsets.UTF_8));
    try {
      return new Manifest(
          fields.optionalText("name"),
          fields.text("release"),
          fields.text("architecture"),
          fields.textOrEmpty("commandLine"),
          blob(fields.object("kernel")),
          fields.has("initrd") ? Optional.of(blob(fields.object("initrd"))) : Optional.empty(),
          instant(fields, "createdAt"),
          instant(fields, "expiresAt"));
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(name + ": " + e.getMessage());
    }
  }

  /** Returns the bytes to sign. */
  byte[] toPayload() {
    var json = new JsonObject();
    name.ifPresent(given -> json.addProperty("name", given));
    json.addProperty("release", release);
    json.addProperty("architecture", architecture);
    json.addProperty("commandLine", commandLine);
    json.add("kernel", json(kernel));
    initrd.ifPresent(blob -> json.add("initrd", json(blob)));
    json.addProperty("createdAt", createdAt.toString());
    json.addProperty("expiresAt", expiresAt.toString());
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonObject json(Blob blob) {
    var json = new JsonObject();
    json.addProperty("sha256", blob.sha256());
    json.addProperty("size", blob.size());
    return json;
  }

  private static Blob blob(JsonFields fields) {
    String sha256 = fields.text("sha256");
    long size = fields.size("size");
    try {
      return new Blob(sha256, size);
    } catch (IllegalArgumentException e) {
      throw fields.refuse("sha256", "64 lower-case hexadecimal digits");
    }
  }

  private static Instant instant(JsonFields fields, String name) {
    try {
      return Instant.parse(fields.text(name));
    } catch (DateTimeParseException e) {
      throw fields.refuse(name, "an instant such as 2026-11-21T00:00:00Z");
    }
  }
}
