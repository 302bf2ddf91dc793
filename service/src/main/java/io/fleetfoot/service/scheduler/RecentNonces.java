package io.fleetfoot.service.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * The nonces that this replica heard lately, each as 64 bits, since an idle fleet polls all day.
 *
 * <p>They are kept in three generations; at each turn the oldest is forgotten as a whole.
 */
final class RecentNonces {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final Duration generation;
  private Set<Long> current = new HashSet<>();
  private Set<Long> before = new HashSet<>();
  private Set<Long> oldest = new HashSet<>();
  private Instant turn;

  /** Remembers each nonce for twice as long as a generation, and not longer than thrice. */
  RecentNonces(Duration generation, Instant now) {
    this.generation = generation;
    this.turn = now.plus(generation);
  }

  /** Remembers the nonce, and says whether it was not used before. */
  synchronized boolean use(String keyId, String nonce, Instant now) {
    while (!now.isBefore(turn)) {
      oldest = before;
      before = current;
      current = new HashSet<>();
      turn = isLongPast(now) ? now.plus(generation) : turn.plus(generation);
    }
    Long fingerprint = fingerprint(keyId + '/' + nonce);
    return !before.contains(fingerprint)
        && !oldest.contains(fingerprint)
        && current.add(fingerprint);
  }

  /** Returns how many are remembered. */
  synchronized int size() {
    return current.size() + before.size() + oldest.size();
  }

  private boolean isLongPast(Instant now) {
    if (now.isBefore(turn.plus(generation.multipliedBy(3)))) {
      return false;
    }
    before = new HashSet<>();
    oldest = new HashSet<>();
    return true;
  }

  /** FNV-1a: two nonces of one host that meet in it cost that host one more request. */
  private static long fingerprint(String text) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return hash;
  }
}
