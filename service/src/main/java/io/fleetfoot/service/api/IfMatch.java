package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.VersionMismatchException;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The version that a request wants to find, out of the header {@code If-Match}; a handler that
 * takes one holds to it. Without the header, or with {@code *}, every version will do.
 *
 * @param version the version that the row must have; absent if every version will do
 */
record IfMatch(@Nullable Long version) {

  /** Reads the header, which names one entity tag of {@link EntityTags}. */
  static IfMatch parse(@Nullable String header) {
    if (header == null || header.strip().equals("*")) {
      return new IfMatch(null);
    }
    return new IfMatch(
        EntityTags.version(header.strip())
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        "If-Match",
                        "%s is no ETag of this API; expected one, as the answer gave it"
                            .formatted(header))));
  }

  OptionalLong expected() {
    return version == null ? OptionalLong.empty() : OptionalLong.of(version);
  }

  /** Returns what the change returns; if it met another version, says how the thing is now. */
  <T> T hold(Supplier<T> change, Supplier<String> currentTag) {
    try {
      return change.get();
    } catch (VersionMismatchException e) {
      throw new PreconditionFailedException(String.valueOf(e.getMessage()), currentTag.get());
    }
  }
}
