package io.fleetfoot.service.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.admission.Check;
import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.testing.Specs;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HostHoldTest {

  private static final RebootId FIRST = new RebootId(new UUID(0, 1));
  private static final RebootId SECOND = new RebootId(new UUID(0, 2));
  private static final RebootId THIRD = new RebootId(new UUID(0, 3));
  private static final Verdict.No NO = new Verdict.No(Constraint.WAVE_OPEN, "closed");
  private static final Rollout RUNNING = TestMembers.running(Specs.unlimited().spec());
  private static final RolloutDecision ADMIT =
      new RolloutDecision.Admit(List.of(FIRST, SECOND), Map.of(THIRD, NO));

  @Test
  void letsGoWhomNobodyIsAskedAbout() {
    assertThat(HostHold.hold(ADMIT, Map.of())).isEqualTo(ADMIT);
  }

  @Test
  void holdsBackWhoIsWaitedForAndLetsTheOthersGo() {
    assertThat(
            HostHold.hold(
                ADMIT,
                Map.of(FIRST, new GateOutcome.Pending("lunch"), SECOND, new GateOutcome.Passed())))
        .isEqualTo(
            new RolloutDecision.Admit(
                List.of(SECOND),
                Map.of(THIRD, NO, FIRST, new Verdict.No(Constraint.HOOK, "lunch"))));
  }

  @Test
  void restsWhereEveryoneIsHeldBack() {
    GateOutcome pending = new GateOutcome.Pending("lunch");
    Verdict.No held = new Verdict.No(Constraint.HOOK, "lunch");

    assertThat(HostHold.hold(ADMIT, Map.of(FIRST, pending, SECOND, pending)))
        .isEqualTo(new RolloutDecision.Rest(Map.of(THIRD, NO, FIRST, held, SECOND, held)));
  }

  @Test
  void leavesOutWhoIsDeniedBeforeAnybodyGoes() {
    assertThat(HostHold.hold(ADMIT, Map.of(FIRST, new GateOutcome.Failed("no"))))
        .isEqualTo(new RolloutDecision.LeaveOut(Map.of(FIRST, "no")));
  }

  @Test
  void holdsNobodyBackWhereNobodyIsToGoDown() {
    RolloutDecision rest = new RolloutDecision.Rest(Map.of(FIRST, NO));

    assertThat(HostHold.hold(rest, Map.of(FIRST, new GateOutcome.Failed("no")))).isEqualTo(rest);
  }

  @Test
  void saysOfEachHostWhatItsGatesSay() {
    assertThat(HostHold.check(RUNNING, null))
        .isEqualTo(Check.passed(Constraint.HOOK, "no webhook is asked before a host"));
    assertThat(HostHold.check(RUNNING, new GateOutcome.Passed()))
        .isEqualTo(
            Check.passed(
                Constraint.HOOK, "every webhook that is asked before the host allowed it"));
    assertThat(
            List.of(
                HostHold.check(RUNNING, new GateOutcome.Pending("lunch")),
                HostHold.check(RUNNING, new GateOutcome.Inconclusive("lunch")),
                HostHold.check(RUNNING, new GateOutcome.Failed("lunch"))))
        .containsOnly(Check.blocked(new Verdict.No(Constraint.HOOK, "lunch")));
  }

  @Test
  void asksNobodyBeforeAHostThatGoesBack() {
    Rollout back = RUNNING.in(RolloutState.ROLLING_BACK, "too many failed");

    assertThat(HostHold.check(back, new GateOutcome.Pending("lunch")).isPassed()).isTrue();
    assertThat(HostHold.wanted(back, ADMIT)).isEmpty();
  }
}
