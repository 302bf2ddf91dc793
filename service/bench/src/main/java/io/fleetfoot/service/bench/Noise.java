package io.fleetfoot.service.bench;

import java.util.random.RandomGenerator;

/** How the same reboot differs from one time to the next: by a factor around 1. */
enum Noise {
  NORMAL("normal, standard deviation 8 %") {
    @Override
    double draw(RandomGenerator random) {
      return Math.max(0.1, 1 + 0.08 * random.nextGaussian());
    }
  },
  HEAVY_TAIL("lognormal, sigma 0.25; 2 % of the reboots take three times as long") {
    @Override
    double draw(RandomGenerator random) {
      double factor = Math.exp(0.25 * random.nextGaussian());
      return random.nextDouble() < 0.02 ? 3 * factor : factor;
    }
  },
  BIMODAL("70 % around 1, 30 % around 1.3, each normal, standard deviation 5 %") {
    @Override
    double draw(RandomGenerator random) {
      double middle = random.nextDouble() < 0.3 ? 1.3 : 1;
      return Math.max(0.1, middle + 0.05 * random.nextGaussian());
    }
  };

  private final String sentence;

  Noise(String sentence) {
    this.sentence = sentence;
  }

  /** Returns a factor. */
  abstract double draw(RandomGenerator random);

  /** Returns the noise in words. */
  String sentence() {
    return sentence;
  }
}
