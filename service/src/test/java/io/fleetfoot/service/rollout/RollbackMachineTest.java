package io.fleetfoot.service.rollout;

import static io.fleetfoot.service.reboot.RebootState.ABORTED;
import static io.fleetfoot.service.reboot.RebootState.EXECUTING;
import static io.fleetfoot.service.reboot.RebootState.LOST;
import static io.fleetfoot.service.reboot.RebootState.QUEUED;
import static io.fleetfoot.service.reboot.RebootState.READY;
import static io.fleetfoot.service.reboot.RebootState.ROLLED_BACK;
import static io.fleetfoot.service.reboot.RebootState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.Attempt;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.testing.Policies;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How a stopped rollout goes back. */
class RollbackMachineTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final RolloutTimeouts TIMEOUTS = RolloutTimeouts.standard();

  private final List<Member> members = new ArrayList<>();
  private final Map<RebootId, Tried> tried = new HashMap<>();
  private Instant now = NOW;

  @Test
  void sendsBackWhatIsDoneAndLeavesWhatIsNot() {
    done(1, 0);
    forward(2, 1, ABORTED);

    assertThat(decide()).isEqualTo(new RolloutDecision.Return(List.of(id(1))));
  }

  @Test
  void doesNotAskAgainForAHostThatHasNothingToGoBackTo() {
    members.add(new Member(id(1), new HostId(id(1).value()), 0, SUCCEEDED, false, null));
    tried.put(id(1), new Tried(Attempt.first(), true, true, false));

    assertThat(decide())
        .isEqualTo(
            new RolloutDecision.Stop(
                "bad kernel; 0 hosts went back, 1 of those that were done did not", List.of()));
  }

  @Test
  void goesBackWaveByWave() {
    back(1, 0, SUCCEEDED);
    back(2, 1, READY);

    assertThat(decide()).isEqualTo(new RolloutDecision.OpenWave(1));
  }

  @Test
  void holdsToTheSameLimitOfHostsThatAreDown() {
    back(1, 0, READY);
    back(2, 0, READY);

    assertThat(((RolloutDecision.Admit) decide()).reboots()).containsExactly(id(1));
  }

  @Test
  void isRolledBackOnceEveryHostThatWasDoneIsBack() {
    back(1, 0, SUCCEEDED);
    forward(2, 0, ROLLED_BACK);
    forward(3, 1, ABORTED);

    assertThat(decide()).isEqualTo(new RolloutDecision.FinishRollback());
  }

  @Test
  void isStoppedWhenNobodyHadToGoBack() {
    forward(1, 0, ROLLED_BACK);

    assertThat(decide()).isInstanceOf(RolloutDecision.Stop.class);
  }

  @Test
  void doesNotTryAHostAgainThatFailedOnItsWayBackAndTakesNoOtherDown() {
    back(1, 0, LOST);
    back(2, 0, READY);

    assertThat(decide())
        .isEqualTo(
            new RolloutDecision.Stop(
                "bad kernel; 1 host failed on the way back; 0 hosts went back, 2 of those that"
                    + " were done did not",
                List.of(id(2))));
  }

  @Test
  void waitsForHostsThatWentBeforeItStopped() {
    forward(1, 0, EXECUTING);
    back(2, 0, SUCCEEDED);

    assertThat(decide()).isInstanceOf(RolloutDecision.Rest.class);
  }

  @Test
  void stagesWhatGoesBackAtOnce() {
    back(1, 0, QUEUED);
    back(2, 1, QUEUED);

    assertThat(decide()).isEqualTo(new RolloutDecision.Stage(List.of(id(1), id(2))));
  }

  @Test
  void endsWhereItIsWhenItTakesTooLong() {
    back(1, 0, EXECUTING);
    back(2, 0, READY);
    now = NOW.plus(TIMEOUTS.rollingBack());

    assertThat(((RolloutDecision.Stop) decide()).withdrawn()).containsExactly(id(2));
  }

  private RolloutDecision decide() {
    Rollout running =
        Rollout.begun(
            new RolloutId(new UUID(0, 7)),
            Policies.spec(Policies.plain().rollback()),
            "token:ada",
            NOW,
            TIMEOUTS);
    Rollout back =
        RolloutCourse.after(
            running, new RolloutDecision.RollBack("bad kernel", List.of()), NOW, TIMEOUTS);
    return RolloutMachine.decide(
        back, members, new Surroundings(now), new Observed(tried, new GateOutcome.Passed()));
  }

  private void done(int number, int wave) {
    members.add(
        new Member(id(number), new HostId(id(number).value()), wave, SUCCEEDED, false, null));
    tried.put(id(number), new Tried(Attempt.first(), true, false, false));
  }

  private void forward(int number, int wave, RebootState state) {
    members.add(
        new Member(
            id(number), new HostId(id(number).value()), wave, state, state.holdsHostDown(), null));
  }

  private void back(int number, int wave, RebootState state) {
    members.add(
        new Member(
            id(number),
            new HostId(id(number).value()),
            wave,
            state,
            state.holdsHostDown() || state == LOST,
            null));
    tried.put(id(number), new Tried(Attempt.back(), false, false, false));
  }

  private static RebootId id(int number) {
    return new RebootId(new UUID(0, number));
  }
}
