package io.fleetfoot.service.access;

import java.util.Objects;
import java.util.UUID;

/** The name of an API token in URLs and in the outbox; it is no secret. */
public record ApiTokenId(UUID value) {

  public ApiTokenId {
    Objects.requireNonNull(value, "API token id");
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
