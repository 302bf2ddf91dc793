package io.fleetfoot.service.rollout;

import static io.fleetfoot.service.testing.Fleets.down;
import static io.fleetfoot.service.testing.Fleets.id;
import static io.fleetfoot.service.testing.Fleets.up;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.Count;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.admission.Step;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.testing.Fleets;
import io.fleetfoot.service.testing.Specs;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each fault of a certificate is named, and none that it does not have. */
class CertificateFaultsTest {

  private static final FleetSnapshot FLEET = new FleetSnapshot(List.of(up(1), up(2), down(3)));
  private static final List<Limit> TWO_DOWN =
      RolloutLimits.of(Specs.unlimited().maxUnavailable("2").spec());
  private static final List<Limit> ONE_DOWN =
      RolloutLimits.of(Specs.unlimited().maxUnavailable("1").spec());
  private static final List<Wave> WAVES =
      List.of(new Wave(0, List.of(id(1))), new Wave(1, List.of(id(2), id(3))));
  private static final PlanStep FIRST = step(0, counted(1, 2), 1);
  private static final PlanStep SECOND = step(1, counted(1, 2), 2);

  @Test
  void thereAreNoneInAPlanThatTakesEachHostOnceAndLeavesOutWhatIsDown() {
    assertThat(faults(WAVES, List.of(FIRST, SECOND), 3)).isEmpty();
  }

  @Test
  void thereAreNoneInAPlanThatLeavesOutWhatCouldNotGoEvenAlone() {
    PlanCertificate nothing = new PlanCertificate(ONE_DOWN, List.of());

    assertThat(
            CertificateVerifier.verifyPlan(
                new RolloutPlan(WAVES, nothing, unplaced(1, 2, 3)), ids(1, 2, 3), ONE_DOWN, FLEET))
        .isEmpty();
  }

  @Test
  void aHostThatIsLeftOutCouldGoAlone() {
    assertThat(faults(WAVES, List.of(FIRST), 2, 3))
        .containsExactly("host %s is left out and could go alone".formatted(id(2)));
  }

  @Test
  void aHostThatIsLeftOutIsNotThere() {
    assertThat(faults(WAVES, List.of(FIRST, SECOND), 3, 9))
        .containsExactly("host %s is left out and is not there".formatted(id(9)));
  }

  @Test
  void aHostNeitherGoesNorIsLeftOut() {
    assertThat(faults(WAVES, List.of(FIRST, SECOND)))
        .containsExactly("host %s must go once or be left out".formatted(id(3)));
  }

  @Test
  void aStepTakesAHostThatIsDown() {
    assertThat(faults(WAVES, List.of(FIRST, step(1, counted(1, 2), 2, 3))))
        .containsExactly("step 1 takes host %s, which is not up".formatted(id(3)));
  }

  @Test
  void aStepTakesAHostTwice() {
    assertThat(faults(WAVES, List.of(FIRST, step(1, counted(1, 2), 2, 2)), 3))
        .containsExactly("step 1 takes host %s again".formatted(id(2)));
  }

  @Test
  void aStepTakesAHostThatAnotherStepTook() {
    assertThat(faults(WAVES, List.of(FIRST, SECOND, step(1, List.of(), 2)), 3))
        .containsExactly("step 2 takes host %s again".formatted(id(2)));
  }

  @Test
  void aStepHasNoHost() {
    assertThat(faults(WAVES, List.of(FIRST, SECOND, step(1, List.of())), 3))
        .containsExactly("step 2 has no host");
  }

  @Test
  void aStepIsOverALimit() {
    List<Wave> one = List.of(new Wave(0, List.of(id(1), id(2), id(3))));

    assertThat(faults(one, List.of(step(0, counted(2, 2), 1, 2)), 3))
        .containsExactly("step 0 is over a limit");
  }

  @Test
  void aStepCountsWhatIsNotThere() {
    assertThat(faults(WAVES, List.of(FIRST, step(1, List.of(new Count(0, null, 0, 1, 2)), 2)), 3))
        .containsExactly("step 1 does not count what is there");
    assertThat(faults(WAVES, List.of(FIRST, step(1, List.of(), 2)), 3))
        .containsExactly("step 1 does not count what is there");
  }

  @Test
  void theLimitsAreOthers() {
    PlanCertificate wide = new PlanCertificate(TWO_DOWN, List.of(FIRST));

    assertThat(CertificateVerifier.verifyAdmission(wide, ids(), ONE_DOWN, FLEET))
        .containsExactly("the limits are not those that must hold");
  }

  @Test
  void aWaveStandsInAnothersPlace() {
    List<Wave> waves = List.of(new Wave(0, List.of(id(1))), new Wave(2, List.of(id(2), id(3))));

    assertThat(faults(waves, List.of(FIRST, step(2, counted(1, 2), 2)), 3))
        .containsExactly("wave 2 stands at 1");
  }

  @Test
  void aHostIsInTwoWaves() {
    List<Wave> waves =
        List.of(new Wave(0, List.of(id(1), id(2))), new Wave(1, List.of(id(2), id(3))));

    assertThat(faults(waves, List.of(FIRST, SECOND), 3))
        .containsExactly("host %s is in two waves".formatted(id(2)));
  }

  @Test
  void aStepOfAnEarlierWaveComesAfterOneOfALater() {
    assertThat(faults(WAVES, List.of(SECOND, FIRST), 3))
        .containsExactly("a step of wave 0 comes after one of wave 1");
  }

  @Test
  void aHostGoesInAWaveInWhichItWasNotPlanned() {
    assertThat(faults(WAVES, List.of(FIRST, step(2, counted(1, 2), 2)), 3))
        .containsExactly("host %s goes in wave 2, where it was not planned".formatted(id(2)));
    assertThat(faults(WAVES.subList(0, 1), List.of(FIRST, SECOND), 3))
        .contains("host %s goes in wave 1, where it was not planned".formatted(id(2)));
  }

  @Test
  void theWavesHoldOthersThanTheHosts() {
    assertThat(
            CertificateVerifier.verifyPlan(
                plan(WAVES, List.of(FIRST, SECOND), 3), ids(1, 2), TWO_DOWN, FLEET))
        .containsExactly("the waves hold 3 hosts, wanted 2");
  }

  @Test
  void anAdmissionIsNotOneStepOfTheHostsThatAreToGo() {
    PlanCertificate two = new PlanCertificate(TWO_DOWN, List.of(FIRST, SECOND));
    PlanCertificate one = new PlanCertificate(TWO_DOWN, List.of(FIRST));

    assertThat(CertificateVerifier.verifyAdmission(one, ids(1), TWO_DOWN, FLEET)).isEmpty();
    assertThat(CertificateVerifier.verifyAdmission(two, ids(1, 2), TWO_DOWN, FLEET))
        .containsExactly("an admission is one step, found 2");
    assertThat(CertificateVerifier.verifyAdmission(one, ids(1, 2), TWO_DOWN, FLEET))
        .containsExactly("2 hosts are to go, found 1 others");
  }

  private static List<String> faults(List<Wave> waves, List<PlanStep> steps, int... leftOut) {
    return CertificateVerifier.verifyPlan(
        plan(waves, steps, leftOut), ids(1, 2, 3), TWO_DOWN, FLEET);
  }

  private static RolloutPlan plan(List<Wave> waves, List<PlanStep> steps, int... leftOut) {
    return new RolloutPlan(waves, new PlanCertificate(TWO_DOWN, steps), unplaced(leftOut));
  }

  private static PlanStep step(int wave, List<Count> counts, int... hosts) {
    return new PlanStep(wave, new Step(Arrays.stream(hosts).mapToObj(Fleets::id).toList(), counts));
  }

  private static List<Count> counted(int step, int most) {
    return List.of(new Count(0, null, 1, step, most));
  }

  private static Set<HostId> ids(int... numbers) {
    return Arrays.stream(numbers).mapToObj(Fleets::id).collect(Collectors.toSet());
  }

  private static Map<HostId, Verdict.No> unplaced(int... numbers) {
    return ids(numbers).stream()
        .collect(
            Collectors.toMap(host -> host, host -> new Verdict.No(Constraint.HOST_UP, "left out")));
  }
}
