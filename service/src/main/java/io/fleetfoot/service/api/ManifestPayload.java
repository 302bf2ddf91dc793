package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.Blob;
import io.fleetfoot.service.fleet.Envelope;
import io.fleetfoot.service.fleet.KernelImageDescription;
import io.fleetfoot.service.fleet.KernelRelease;
import io.fleetfoot.service.fleet.Sha256;
import io.fleetfoot.service.fleet.SignedManifest;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The JSON that was signed; fields that a newer signer adds are left to newer agents. */
record ManifestPayload(
    @Nullable String name,
    @Nullable String release,
    @Nullable String architecture,
    @Nullable String commandLine,
    @Nullable File kernel,
    @Nullable File initrd,
    @Nullable Instant createdAt,
    @Nullable Instant expiresAt) {

  private static final String PATH = "$.manifest.payload";
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** A file by its digest, with its size in bytes. */
  record File(@Nullable String sha256, @Nullable Long size) {}

  static ManifestPayload read(Envelope envelope) {
    try {
      ManifestPayload read = JSON.readValue(envelope.payloadText(), ManifestPayload.class);
      return require("", read);
    } catch (JacksonException e) {
      throw new InvalidRequestException(PATH + JsonPaths.of(e).substring(1), JsonFaults.detail(e));
    }
  }

  /** Returns what it says, under the name that the request gives or its own. */
  SignedManifest toManifest(Envelope envelope, @Nullable String givenName) {
    String shownName = givenName == null ? name : givenName;
    if (shownName == null || shownName.isBlank()) {
      throw new InvalidRequestException("$.name", "must not be blank; the manifest has no name");
    }
    require(".createdAt", createdAt);
    return new SignedManifest(
        envelope,
        description(shownName),
        blob(".kernel", kernel),
        Optional.ofNullable(initrd).map(file -> blob(".initrd", file)),
        require(".expiresAt", expiresAt));
  }

  private KernelImageDescription description(String shownName) {
    String shownRelease = require(".release", release);
    String shownArchitecture = require(".architecture", architecture);
    String template = require(".commandLine", commandLine);
    try {
      return new KernelImageDescription(
          shownName, new KernelRelease(shownRelease), shownArchitecture, template);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(PATH, String.valueOf(e.getMessage()));
    }
  }

  private static Blob blob(String path, @Nullable File file) {
    File given = require(path, file);
    String sha256 = require(path + ".sha256", given.sha256());
    long size = require(path + ".size", given.size());
    try {
      return new Blob(new Sha256(sha256), size);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(PATH + path, String.valueOf(e.getMessage()));
    }
  }

  private static <T> T require(String path, @Nullable T value) {
    if (value == null) {
      throw new InvalidRequestException(PATH + path, "is missing from what was signed");
    }
    return value;
  }
}
