package io.fleetfoot.service.rollout;

import static io.fleetfoot.service.reboot.RebootState.ABORTED;
import static io.fleetfoot.service.reboot.RebootState.EXECUTING;
import static io.fleetfoot.service.reboot.RebootState.LOST;
import static io.fleetfoot.service.reboot.RebootState.PROVING;
import static io.fleetfoot.service.reboot.RebootState.QUEUED;
import static io.fleetfoot.service.reboot.RebootState.READY;
import static io.fleetfoot.service.reboot.RebootState.REFUSED;
import static io.fleetfoot.service.reboot.RebootState.STAGING;
import static io.fleetfoot.service.reboot.RebootState.SUCCEEDED;
import static io.fleetfoot.service.reboot.RebootState.VERIFYING;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RolloutMachineTest {

  @Test
  void stagesEveryHostAtOnceWhateverItsWave() {
    assertThat(decide(rollout(0, 1, 0), member(1, 0, QUEUED), member(2, 1, QUEUED)))
        .isEqualTo(new RolloutDecision.Stage(List.of(id(1), id(2))));
  }

  @Test
  void admitsUpToMaxUnavailableAndSaysWhyTheOthersWait() {
    assertThat(
            decide(rollout(0, 1, 0), member(1, 0, READY), member(2, 0, READY), member(3, 1, READY)))
        .isEqualTo(
            new RolloutDecision.Admit(
                List.of(id(1)),
                Map.of(
                    id(2),
                    no(Constraint.MAX_UNAVAILABLE, "1 of 3 hosts are down, the limit is 1"),
                    id(3),
                    no(Constraint.WAVE_OPEN, "wave 0 is open, the host is in wave 1"))));
  }

  @Test
  void countsHostsThatAreDownForAnotherReason() {
    assertThat(
            decide(
                rollout(0, 1, 1), member(1, 0, READY), down(2, 0, LOST), member(3, 0, SUCCEEDED)))
        .isEqualTo(
            new RolloutDecision.Rest(
                Map.of(
                    id(1),
                    no(Constraint.MAX_UNAVAILABLE, "1 of 3 hosts are down, the limit is 1"))));
  }

  @Test
  void doesNotAdmitAHostThatIsDownAlready() {
    assertThat(decide(rollout(0, 2, 0), down(1, 0, READY)))
        .isEqualTo(
            new RolloutDecision.Rest(
                Map.of(
                    id(1),
                    no(
                        Constraint.HOST_UP,
                        "the host is down already, until it proves a boot or is declared up"))));
  }

  @Test
  void keepsTheNextWaveShutWhileAHostIsInItsSoak() {
    assertThat(decide(rollout(0, 2, 0), down(1, 0, PROVING), member(2, 1, READY)))
        .isInstanceOf(RolloutDecision.Rest.class);
  }

  @Test
  void opensTheNextWaveWhenTheOneBeforeIsDone() {
    assertThat(decide(rollout(0, 1, 0), member(1, 0, SUCCEEDED), member(2, 1, READY)))
        .isEqualTo(new RolloutDecision.OpenWave(1));
  }

  @Test
  void completesWhenTheLastWaveIsDone() {
    assertThat(decide(rollout(1, 1, 1), member(1, 0, REFUSED), member(2, 1, SUCCEEDED)))
        .isEqualTo(new RolloutDecision.Complete());
  }

  @Test
  void stopsBeyondTheFailureBudgetAndWithdrawsWhatIsNotGone() {
    assertThat(
            decide(
                rollout(0, 3, 0),
                down(1, 0, LOST),
                down(2, 0, EXECUTING),
                down(3, 0, VERIFYING),
                member(4, 1, STAGING)))
        .isEqualTo(
            new RolloutDecision.Stop(
                "failed hosts: 1, the failure budget tolerates 0", List.of(id(3), id(4))));
  }

  @Test
  void goesOnWithinTheFailureBudget() {
    assertThat(decide(rollout(0, 1, 1), member(1, 0, REFUSED), member(2, 0, READY)))
        .isEqualTo(new RolloutDecision.Admit(List.of(id(2)), Map.of()));
  }

  @Test
  void withdrawsWhenAborting() {
    assertThat(decide(aborting(), member(1, 0, READY), down(2, 0, EXECUTING)))
        .isEqualTo(new RolloutDecision.Withdraw(List.of(id(1))));
  }

  @Test
  void waitsForHostsPastThePointOfNoReturnWhenAborting() {
    assertThat(decide(aborting(), member(1, 0, ABORTED), down(2, 0, EXECUTING)))
        .isEqualTo(new RolloutDecision.Rest(Map.of()));
  }

  @Test
  void finishesAnAbortWhenEveryRebootEnded() {
    assertThat(decide(aborting(), member(1, 0, ABORTED), member(2, 0, SUCCEEDED)))
        .isEqualTo(new RolloutDecision.FinishAbort());
  }

  private static RolloutDecision decide(Rollout rollout, Member... members) {
    return RolloutMachine.decide(rollout, List.of(members), new Surroundings(Instant.EPOCH));
  }

  private static Member member(int number, int wave, RebootState state) {
    return new Member(id(number), host(number), wave, state, false, null);
  }

  private static Member down(int number, int wave, RebootState state) {
    return new Member(id(number), host(number), wave, state, true, null);
  }

  private static HostId host(int number) {
    return new HostId(new UUID(1, number));
  }

  private static RebootId id(int number) {
    return new RebootId(new UUID(0, number));
  }

  private static Verdict.No no(Constraint constraint, String detail) {
    return new Verdict.No(constraint, detail);
  }

  private static Rollout aborting() {
    return rollout(0, 1, 0).in(RolloutState.ABORTING, "aborted by an operator");
  }

  private static Rollout rollout(int openWave, int maxUnavailable, int failureBudget) {
    return new Rollout(
        new RolloutId(new UUID(0, 1)),
        new RolloutSpec(
            "r",
            new KernelImageId(new UUID(0, 1)),
            HostSelector.everyHost(),
            List.of(HostAmount.percent(100)),
            new DisruptionBudget(HostAmount.hosts(maxUnavailable)),
            new FailureBudget(failureBudget),
            Duration.ZERO,
            Duration.ofMinutes(10),
            DrainPolicy.full()),
        RolloutState.RUNNING,
        openWave,
        null,
        Instant.EPOCH,
        null,
        0);
  }
}
