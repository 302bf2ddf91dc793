package io.fleetfoot.service.bench;

import io.fleetfoot.service.timing.RegressionTest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What the timing gate finds and what it takes for slower that is not.
 *
 * @param nullWaves how many waves were judged that did not get slower
 * @param falseAlarmRate the share of these that the gate takes for slower
 * @param falseAlarmRateWithoutTolerance the same if every slowness mattered that is not by chance
 * @param shift by which share the blackout of the other waves got longer
 * @param shiftDetectedRate the share of these that the gate finds, in waves of the greatest size
 *     with the greatest baseline, over all noise models alike
 * @param minSamples how many reboots the gate needs on both sides
 * @param tolerance the shift that the gate tolerates
 * @param cells the same by noise model and by how many reboots are compared
 */
record GateFigures(
    int nullWaves,
    double falseAlarmRate,
    double falseAlarmRateWithoutTolerance,
    double shift,
    double shiftDetectedRate,
    int minSamples,
    double tolerance,
    List<Cell> cells) {

  static final int MIN_SAMPLES = 8;
  static final double TOLERANCE = 0.1;
  private static final double SHIFT = 0.2;
  private static final int[] BASELINES = {20, 60, 200};
  private static final int[] WAVES = {8, 20, 50};

  /** One noise model and one pair of sizes. */
  record Cell(
      Noise noise,
      int baseline,
      int wave,
      int nullWaves,
      double falseAlarmRate,
      double falseAlarmRateWithoutTolerance,
      int shiftedWaves,
      double shiftDetectedRate) {}

  /** Judges so many waves that did not get slower, and so many that did for each pair of sizes. */
  static GateFigures measure(int nullWaves, int shiftedWavesEach, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int cellCount = Noise.values().length * BASELINES.length * WAVES.length;
    List<Cell> cells = new ArrayList<>();
    for (Noise noise : Noise.values()) {
      for (int baseline : BASELINES) {
        for (int wave : WAVES) {
          int left = nullWaves - cells.stream().mapToInt(Cell::nullWaves).sum();
          int each = left / (cellCount - cells.size());
          cells.add(cell(new GateTrial(noise, baseline, wave), each, shiftedWavesEach, random));
        }
      }
    }
    return new GateFigures(
        nullWaves,
        cells.stream().mapToDouble(cell -> cell.nullWaves() * cell.falseAlarmRate()).sum()
            / nullWaves,
        cells.stream()
                .mapToDouble(cell -> cell.nullWaves() * cell.falseAlarmRateWithoutTolerance())
                .sum()
            / nullWaves,
        SHIFT,
        cells.stream()
            .filter(cell -> cell.baseline() == 200 && cell.wave() == 50)
            .mapToDouble(Cell::shiftDetectedRate)
            .average()
            .orElseThrow(),
        MIN_SAMPLES,
        TOLERANCE,
        cells);
  }

  private static Cell cell(GateTrial trial, int nulls, int shifted, SplittableRandom random) {
    RegressionTest test = RegressionTest.of(MIN_SAMPLES, TOLERANCE);
    SplittableRandom sameWaves = random.split();
    long waves = sameWaves.nextLong();
    return new Cell(
        trial.noise(),
        trial.baseline(),
        trial.wave(),
        nulls,
        trial.alarms(nulls, 1, test, new SplittableRandom(waves)),
        trial.alarms(nulls, 1, RegressionTest.of(MIN_SAMPLES, 0), new SplittableRandom(waves)),
        shifted,
        trial.alarms(shifted, 1 + SHIFT, test, random));
  }
}
