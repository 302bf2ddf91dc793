package io.fleetfoot.service.rollout;

import io.fleetfoot.service.timing.DownTimes;
import java.util.Optional;

/** Knows how long hosts are likely to be down, so that none is when its window has closed. */
@FunctionalInterface
public interface HostFit {

  /** Returns how long hosts like the member were down; nothing where that shall hold nobody. */
  Optional<DownTimes> downTimes(Member member);

  /** Returns one that holds nobody back. */
  static HostFit any() {
    return member -> Optional.empty();
  }
}
