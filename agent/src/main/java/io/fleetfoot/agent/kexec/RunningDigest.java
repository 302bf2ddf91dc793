package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * The digest of a part whose bytes come piece by piece, and its checksums where they are wanted.
 */
final class RunningDigest {
  private final AddressRange range;
  private final MessageDigest sha256 = SlotVerifier.sha256();
  private final Optional<RangeCrc.Running> checksums;

  RunningDigest(AddressRange range, boolean checksums) {
    this.range = range;
    this.checksums = checksums ? Optional.of(new RangeCrc.Running(range)) : Optional.empty();
  }

  /** Takes the next bytes. */
  void update(ByteBuffer bytes) {
    checksums.ifPresent(crc -> crc.update(bytes.duplicate()));
    sha256.update(bytes);
  }

  /** Returns what came of all parts. */
  static StagedBytes finish(List<RunningDigest> parts) {
    List<SegmentDigest> digests =
        parts.stream().map(part -> new SegmentDigest(part.range, part.sha256.digest())).toList();
    List<RangeCrc> checksums =
        parts.stream()
            .flatMap(part -> part.checksums.stream())
            .map(RangeCrc.Running::finish)
            .toList();
    return new StagedBytes(
        digests,
        checksums.isEmpty() ? Optional.empty() : Optional.of(new PurgatoryCheck(checksums)));
  }
}
