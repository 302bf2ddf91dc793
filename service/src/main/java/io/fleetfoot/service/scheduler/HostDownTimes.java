package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.timing.DownTimes;
import io.fleetfoot.service.timing.DownTimes.Basis;
import io.fleetfoot.service.timing.Lengths;
import io.fleetfoot.service.timing.Likeness;

/** Says how long a host will be down: as long as the likest hosts of which enough are known. */
public class HostDownTimes {

  private static final int ENOUGH = 5;
  private static final int LAST_REBOOTS = 200;

  private final TimingSamples samples;

  /** Makes it over what reboots took. */
  public HostDownTimes(TimingSamples samples) {
    this.samples = samples;
  }

  /** Returns the down times of reboots of the likeness, or of less alike ones, or a guess. */
  public DownTimes expect(Likeness likeness) {
    DownTimes guess = DownTimes.guessed();
    if (likeness.method() == null) {
      return measured(likeness.ofAnyKernels(), Basis.OTHER_HARDWARE, anyKind(likeness, guess));
    }
    DownTimes known = measured(likeness, Basis.SAME_KIND, guess);
    if (known.basis() == Basis.GUESSED) {
      known = measured(likeness.ofAnyKernels(), Basis.OTHER_KERNELS, guess);
    }
    return known.basis() == Basis.GUESSED ? anyKind(likeness, guess) : known;
  }

  private DownTimes anyKind(Likeness likeness, DownTimes guess) {
    DownTimes any = measured(Likeness.any(), Basis.OTHER_HARDWARE, guess);
    return measured(likeness.onAnyHardware().ofAnyKernels(), Basis.OTHER_HARDWARE, any);
  }

  private DownTimes measured(Likeness likeness, Basis basis, DownTimes otherwise) {
    Lengths lengths = samples.downTimes(likeness, LAST_REBOOTS);
    return lengths.size() < ENOUGH ? otherwise : new DownTimes(lengths, basis);
  }
}
