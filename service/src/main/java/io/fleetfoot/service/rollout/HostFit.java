package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Verdict;
import java.time.Duration;

/** Says whether a host is likely to be up again before its time is over. */
@FunctionalInterface
public interface HostFit {

  /** Returns the verdict on the member, when hosts may go down for so long from now on. */
  Verdict judge(Member member, Duration openFor);

  /** Returns one that holds nobody back. */
  static HostFit any() {
    return (member, openFor) -> Verdict.yes();
  }
}
