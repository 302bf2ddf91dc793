package io.fleetfoot.service.bench;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what the timing-regression gate finds and what the forecast is worth. */
@Command(
    name = "statistics",
    mixinStandardHelpOptions = true,
    description = {
      "Measures what the timing-regression gate finds and what the forecast is worth, on made reboots.",
      "The exit status is 0 only if at most 1 %% of the waves that got no slower are taken for slower,",
      "and 85 to 95 %% of the campaigns end before the forecast's p90."
    })
final class Statistics implements Callable<Integer> {

  private static final int NULL_WAVES = 10_000;
  private static final int SHIFTED_WAVES = 1_000;
  private static final int CAMPAIGNS = 1_200;
  private static final int RUNS = 300;
  private static final int GREAT_FLEET = 10_000;
  private static final int GREAT_RUNS = 1_000;

  @Option(names = "--json", paramLabel = "FILE", description = "also write the figures to FILE")
  private @Nullable Path json;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "of the chance by which everything is made (default ${DEFAULT-VALUE})")
  private long seed;

  /** What the command says. */
  record Measured(
      double p90Coverage,
      double shiftDetectedRate,
      double falseAlarmRate,
      double monteCarloSeconds,
      long seed,
      Map<String, String> noiseModels,
      GateFigures gate,
      ForecastFigures forecast,
      MonteCarloSpeed monteCarlo) {}

  /** Runs the command and ends with its status. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Statistics()).execute(arguments));
  }

  @Override
  public Integer call() {
    MonteCarloSpeed speed = MonteCarloSpeed.measure(GREAT_FLEET, GREAT_RUNS, seed);
    GateFigures gate = GateFigures.measure(NULL_WAVES, SHIFTED_WAVES, seed);
    ForecastFigures forecast = ForecastFigures.measure(CAMPAIGNS, RUNS, seed);
    Map<String, String> noiseModels = new TreeMap<>();
    Arrays.stream(Noise.values()).forEach(noise -> noiseModels.put(noise.name(), noise.sentence()));
    Measured measured =
        new Measured(
            forecast.p90Coverage(),
            gate.shiftDetectedRate(),
            gate.falseAlarmRate(),
            speed.seconds(),
            seed,
            noiseModels,
            gate,
            forecast,
            speed);
    print(measured, new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    if (json != null) {
      Figures.write(measured, json);
    }
    return isAsPromised(measured) ? 0 : 1;
  }

  private static boolean isAsPromised(Measured measured) {
    return measured.falseAlarmRate() <= 0.01
        && measured.p90Coverage() >= 0.85
        && measured.p90Coverage() <= 0.95;
  }

  private static void print(Measured measured, PrintWriter out) {
    GateFigures gate = measured.gate();
    out.printf(
        "timing gate: at least %d reboots on both sides, %.0f %% tolerated%n",
        gate.minSamples(), 100 * gate.tolerance());
    out.printf(
        "  false alarms in %,d waves that got no slower: %.2f %% (%.2f %% if nothing were tolerated)%n",
        gate.nullWaves(), 100 * gate.falseAlarmRate(), 100 * gate.falseAlarmRateWithoutTolerance());
    out.printf("  blackout %.0f %% longer, found in:%n", 100 * gate.shift());
    out.printf("  %-12s %9s %6s %8s%n", "noise", "baseline", "wave", "found");
    gate.cells()
        .forEach(
            cell ->
                out.printf(
                    "  %-12s %9d %6d %6.1f %%%n",
                    cell.noise(), cell.baseline(), cell.wave(), 100 * cell.shiftDetectedRate()));
    ForecastFigures forecast = measured.forecast();
    out.printf(
        "forecast: %,d campaigns, %d runs each: %.1f %% ended before its p50, %.1f %% before its p90%n",
        forecast.campaigns(),
        forecast.runs(),
        100 * forecast.p50Coverage(),
        100 * forecast.p90Coverage());
    for (var parts : List.of(forecast.byHistory(), forecast.byNoise(), forecast.byWindow())) {
      parts.forEach(part -> out.printf("  %5.1f %% %s%n", 100 * part.p90Coverage(), part.of()));
    }
    out.printf(
        "  %,d runs for %,d hosts: %.2f s (%.2f s on a core)%n",
        measured.monteCarlo().runs(),
        measured.monteCarlo().hosts(),
        measured.monteCarloSeconds(),
        measured.monteCarlo().cpuSeconds());
    out.flush();
  }
}
