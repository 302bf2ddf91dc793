package io.fleetfoot.service.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.FailureBudget;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.simulation.FleetHistory.Move;
import io.fleetfoot.service.simulation.SimulatedAgent.Fate;
import io.fleetfoot.service.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A fleet of which one host in twenty fails and one in a hundred falls silent; three schedulers
 * over one real PostgreSQL, which are killed at random; and a clock that is set. What must never
 * happen is looked for in the database's history alone.
 *
 * <p>With {@code -Dfleetfoot.simulation.hosts=10000} it takes some minutes, and is otherwise the
 * same.
 */
class FleetSimulationIT {

  private static final int HOSTS = Integer.getInteger("fleetfoot.simulation.hosts", 1_000);
  private static final long SEED = Long.getLong("fleetfoot.simulation.seed", 4);
  private static final int MAX_UNAVAILABLE_PERCENT = 10;

  private static Simulation simulation;
  private static RolloutId rollout;
  private static List<Move> moves;

  @BeforeAll
  static void rollOut() throws InterruptedException {
    simulation =
        new Simulation(
            TestDatabase.createWithSetClock("timestamptz '2026-03-01T00:00Z'"), HOSTS, SEED);
    KernelImage image = simulation.anyReplica().kernelImage("6.12.0");
    rollout = simulation.anyReplica().rollouts.create(spec(image)).rollout().id();
    simulation.runUntilEnded(rollout, Duration.ofDays(1));
    moves = simulation.history().moves(rollout.value());
  }

  @AfterAll
  static void close() {
    simulation.close();
  }

  @Test
  void theRolloutEndsAlthoughHostsAreSilent() {
    assertThat(simulation.anyReplica().rollouts.get(rollout).rollout().state())
        .isEqualTo(RolloutState.COMPLETED);
  }

  @Test
  void schedulersWereKilledInTheMiddleOfTheirWork() {
    assertThat(simulation.kills()).isGreaterThanOrEqualTo(5);
  }

  @Test
  void neverAreMoreHostsDownThanMaxUnavailable() {
    assertThat(simulation.history().mostDown("rack").get("all"))
        .isBetween(2, HOSTS * MAX_UNAVAILABLE_PERCENT / 100);
  }

  @Test
  void everyMoveIsOneThatTheMachineKnows() {
    assertThat(moves).allMatch(Move::isLegal);
  }

  @Test
  void everyRebootIsAdmittedAndExecutedAtMostOnce() {
    assertThat(reboots(RebootState.VERIFYING)).doesNotHaveDuplicates();
    assertThat(reboots(RebootState.EXECUTING)).doesNotHaveDuplicates();
    assertThat(simulation.fleet().agents()).allMatch(agent -> agent.executions() <= 1);
  }

  @Test
  void everyRebootEndsExactlyOnce() {
    assertThat(moves.stream().filter(move -> move.to().isTerminal()).map(Move::reboot).toList())
        .hasSize(HOSTS)
        .doesNotHaveDuplicates();
  }

  @Test
  void noWaveBeginsBeforeTheOneBeforeHasEnded() {
    assertThat(FleetHistory.outOfWaveOrder(moves)).isEmpty();
  }

  @Test
  void everyHostEndsAsItFared() {
    Map<RebootState, Long> ends =
        moves.stream()
            .map(Move::to)
            .filter(RebootState::isTerminal)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(ends)
        .isEqualTo(
            Map.of(
                RebootState.SUCCEEDED, simulation.fleet().count(Fate.BOOTS),
                RebootState.REFUSED, simulation.fleet().count(Fate.REFUSES),
                RebootState.ROLLED_BACK, simulation.fleet().count(Fate.ROLLS_BACK),
                RebootState.WRONG_KERNEL, simulation.fleet().count(Fate.BOOTS_ANOTHER_KERNEL),
                RebootState.DID_NOT_REBOOT, simulation.fleet().count(Fate.DOES_NOT_REBOOT),
                RebootState.LOST, simulation.fleet().count(Fate.FALLS_SILENT)));
  }

  private static List<?> reboots(RebootState entered) {
    return moves.stream()
        .filter(move -> move.to() == entered && move.from() != entered)
        .map(Move::reboot)
        .toList();
  }

  private static RolloutSpec spec(KernelImage image) {
    return new RolloutSpec(
        "a whole fleet",
        image.id(),
        HostSelector.everyHost(),
        List.of(HostAmount.hosts(10), HostAmount.percent(10), HostAmount.percent(100)),
        new DisruptionBudget(HostAmount.percent(MAX_UNAVAILABLE_PERCENT)),
        new FailureBudget(HOSTS),
        Duration.ofSeconds(30),
        Duration.ofMinutes(10),
        DrainPolicy.none());
  }
}
