package io.fleetfoot.service.bench;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how fast a rollout is planned and verified, and how soon the next host goes. */
@Command(
    name = "planner",
    mixinStandardHelpOptions = true,
    description = {
      "Measures how fast a rollout over 100,000 hosts is planned under five kinds of limits and its",
      "certificate verified, and how soon after a host is proven the service admits the next, with the",
      "service's own scheduler over its embedded PostgreSQL.",
      "The exit status is 0 only if plan and verification together take less than 10 s, 100,000 hosts",
      "at most 12 times as long as 10,000, and 95 of 100 admissions at most 1 s."
    })
final class Planner implements Callable<Integer> {

  private static final int GREAT_FLEET = 100_000;
  private static final int TENTH = 10_000;
  private static final double MOST_SECONDS = 10;
  private static final double MOST_GROWTH = 12;
  private static final double MOST_WAIT_SECONDS = 1;

  @Option(names = "--json", paramLabel = "FILE", description = "also write the figures to FILE")
  private @Nullable Path json;

  @Option(
      names = "--hosts",
      defaultValue = "300",
      description = "that the scheduler reboots for the last figure (default ${DEFAULT-VALUE})")
  private int hosts;

  /**
   * What the command says.
   *
   * @param growth10kTo100k how many times as long the planning and verifying of 100,000 hosts takes
   *     as that of 10,000
   * @param provenToAdmittedP95Seconds from a host's saved boot proof to the next host's saved
   *     admission
   */
  record Measured(
      double planSeconds,
      double verifySeconds,
      double growth10kTo100k,
      double provenToAdmittedP50Seconds,
      double provenToAdmittedP95Seconds,
      int admissionsMeasured,
      int processors,
      PlanFigures hundredThousand,
      PlanFigures tenThousand) {

    boolean isGoodEnough() {
      return planSeconds + verifySeconds < MOST_SECONDS
          && growth10kTo100k <= MOST_GROWTH
          && provenToAdmittedP95Seconds <= MOST_WAIT_SECONDS;
    }
  }

  /** Runs the command and ends with its status. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Planner()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    PlanFigures tenth = PlanFigures.measure(TENTH);
    PlanFigures great = PlanFigures.measure(GREAT_FLEET);
    AdmissionFigures admissions = AdmissionFigures.measure(hosts);
    Measured measured =
        new Measured(
            great.planSeconds(),
            great.verifySeconds(),
            great.seconds() / tenth.seconds(),
            admissions.p50Seconds(),
            admissions.p95Seconds(),
            admissions.measured(),
            Runtime.getRuntime().availableProcessors(),
            great,
            tenth);
    print(measured, new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    if (json != null) {
      Figures.write(measured, json);
    }
    return measured.isGoodEnough() ? 0 : 1;
  }

  private static void print(Measured measured, PrintWriter out) {
    PlanFigures plan = measured.hundredThousand();
    out.printf(
        "%,d hosts in %d waves and %,d steps under %d limits: planned in %.2f s, %,d counts verified in %.2f s%n",
        plan.hosts(),
        plan.waves(),
        plan.steps(),
        plan.limits(),
        plan.planSeconds(),
        plan.counts(),
        plan.verifySeconds());
    out.printf(
        "%,d hosts take %.1f times as long as %,d%n",
        plan.hosts(), measured.growth10kTo100k(), measured.tenThousand().hosts());
    out.printf(
        "host proven to next host admitted: p50 %.3f s, p95 %.3f s over %d admissions%n",
        measured.provenToAdmittedP50Seconds(),
        measured.provenToAdmittedP95Seconds(),
        measured.admissionsMeasured());
  }
}
