package io.fleetfoot.agent.kexec;

import java.util.List;
import java.util.Optional;

/**
 * What is known of the bytes that were staged; keeping it is keeping a secret, as with {@link
 * SegmentDigest}.
 *
 * @param digests what must still be there at execution
 * @param purgatoryCheck what the launcher shall compare, if it shall
 */
public record StagedBytes(List<SegmentDigest> digests, Optional<PurgatoryCheck> purgatoryCheck) {

  /** Takes a copy. */
  public StagedBytes {
    digests = List.copyOf(digests);
  }
}
