package io.fleetfoot.service.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.Count;
import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.admission.Step;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.testing.Fleets;
import io.fleetfoot.service.testing.Specs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CertificateVerifierTest {

  /** A plan, and all that it is verified against. */
  private record Case(
      RolloutPlan plan, Set<HostId> hosts, List<Limit> limits, FleetSnapshot fleet) {

    List<String> faults() {
      return CertificateVerifier.verifyPlan(plan, hosts, limits, fleet);
    }

    Case with(RolloutPlan other) {
      return new Case(other, hosts, limits, fleet);
    }

    Case with(List<PlanStep> steps) {
      return with(
          new RolloutPlan(
              plan.waves(),
              new PlanCertificate(plan.certificate().limits(), steps),
              plan.unplaced()));
    }

    List<PlanStep> steps() {
      return new ArrayList<>(plan.certificate().steps());
    }
  }

  /** A way to spoil a plan that has at least one step. */
  private enum Spoil {
    DROP_A_HOST,
    REPEAT_A_HOST,
    MOVE_A_HOST_TO_ANOTHER_STEP,
    SWAP_WAVES,
    NAME_ANOTHER_WAVE,
    LOWER_BEFORE,
    RAISE_STEP,
    RAISE_MOST,
    DROP_A_COUNT,
    REPEAT_A_COUNT,
    RAISE_A_LIMIT,
    DROP_A_STEP,
    ADD_AN_EMPTY_STEP,
    TAKE_A_HOST_THAT_IS_DOWN,
    TAKE_A_STRANGER,
    LEAVE_OUT_A_HOST_THAT_COULD_GO,
    LEAVE_OUT_A_STRANGER,
    PUT_A_HOST_IN_TWO_WAVES,
    RENUMBER_A_WAVE
  }

  @Property(tries = 1000)
  void acceptsEveryPlanOfThePlanner(
      @ForAll @IntRange(min = 1, max = 60) int hosts, @ForAll long seed) {
    assertThat(ofChance(hosts, seed).faults()).isEmpty();
  }

  @Property(tries = 1500)
  void rejectsEverySpoiledPlan(
      @ForAll @IntRange(min = 1, max = 40) int hosts, @ForAll long seed, @ForAll Spoil spoil) {
    Case sound = ofChance(hosts, seed);

    spoiled(sound, spoil, new Random(seed))
        .ifPresent(spoiled -> assertThat(spoiled.faults()).as(spoil.toString()).isNotEmpty());
  }

  @Test
  void everySpoilIsPossible() {
    Set<Spoil> possible = new HashSet<>();
    for (int seed = 0; seed < 300; seed++) {
      Case sound = ofChance(30, seed);
      for (Spoil spoil : Spoil.values()) {
        if (spoiled(sound, spoil, new Random(seed)).isPresent()) {
          possible.add(spoil);
        }
      }
    }

    assertThat(possible).containsExactlyInAnyOrder(Spoil.values());
  }

  @Property(tries = 500)
  void rejectsAStepThatIsOverALimitHoweverWellItIsCounted(
      @ForAll @IntRange(min = 2, max = 40) int hosts, @ForAll long seed) {
    Case sound = ofChance(hosts, seed);
    List<PlanStep> steps = sound.steps();
    if (steps.size() < 2 || steps.get(0).wave() != steps.get(1).wave()) {
      return;
    }
    Set<HostId> both = new HashSet<>(steps.get(0).step().hosts());
    both.addAll(steps.get(1).step().hosts());
    Rollout rollout = TestMembers.running(Specs.unlimited().spec());
    Surroundings around =
        new Surroundings(Instant.EPOCH, sound.fleet(), sound.limits(), HostFit.any());
    PlanCertificate counted =
        new WaveAdmission(rollout, List.of(), around).certify(List.copyOf(both));

    boolean over =
        counted.steps().get(0).step().counts().stream().anyMatch(count -> !count.isKept());
    List<Limit> limits = new ArrayList<>(WaveAdmission.limits(rollout, around));

    assertThat(CertificateVerifier.verifyAdmission(counted, both, limits, sound.fleet()).isEmpty())
        .isEqualTo(!over);
  }

  @Test
  void anAdmissionIsOneStepOfTheHostsThatAreToGo() {
    FleetSnapshot fleet = new FleetSnapshot(List.of(Fleets.up(1), Fleets.up(2)));
    List<Limit> limits = RolloutLimits.of(Specs.unlimited().spec());
    Step first = new Step(List.of(Fleets.id(1)), List.of(new Count(0, null, 0, 1, 2)));
    Step second = new Step(List.of(Fleets.id(2)), List.of(new Count(0, null, 0, 1, 2)));
    PlanCertificate one = new PlanCertificate(limits, List.of(new PlanStep(0, first)));
    PlanCertificate two =
        new PlanCertificate(limits, List.of(new PlanStep(0, first), new PlanStep(0, second)));

    assertThat(CertificateVerifier.verifyAdmission(one, ids(1), limits, fleet)).isEmpty();
    assertThat(CertificateVerifier.verifyAdmission(one, ids(2), limits, fleet)).isNotEmpty();
    assertThat(CertificateVerifier.verifyAdmission(one, ids(1, 2), limits, fleet)).isNotEmpty();
    assertThat(CertificateVerifier.verifyAdmission(two, ids(1, 2), limits, fleet)).isNotEmpty();
  }

  private static Set<HostId> ids(int... numbers) {
    return Arrays.stream(numbers).mapToObj(Fleets::id).collect(Collectors.toSet());
  }

  private static Case ofChance(int hosts, long seed) {
    Random chance = new Random(seed);
    List<FleetHost> all = Fleets.ofChance(hosts, chance);
    RolloutSpec spec = Specs.ofChance(chance).spec();
    List<FleetHost> chosen =
        all.stream().filter(host -> spec.selector().matches(host.labels())).toList();
    List<Limit> limits = new ArrayList<>(RolloutLimits.of(spec));
    limits.addAll(RolloutLimits.of(Specs.ofChance(chance).spec()));
    FleetSnapshot fleet = new FleetSnapshot(all);
    RolloutPlan plan = RolloutPlanner.plan(spec, chosen, Set.of(), limits, fleet);
    return new Case(
        plan, chosen.stream().map(FleetHost::id).collect(Collectors.toSet()), limits, fleet);
  }

  private static Optional<Case> spoiled(Case sound, Spoil spoil, Random chance) {
    List<PlanStep> steps = sound.steps();
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    int at = chance.nextInt(steps.size());
    PlanStep step = steps.get(at);
    List<HostId> hosts = new ArrayList<>(step.step().hosts());
    List<Count> counts = new ArrayList<>(step.step().counts());
    int which = chance.nextInt(counts.size());
    Count count = counts.get(which);
    switch (spoil) {
      case DROP_A_HOST -> hosts.remove(chance.nextInt(hosts.size()));
      case REPEAT_A_HOST -> hosts.add(hosts.get(0));
      case MOVE_A_HOST_TO_ANOTHER_STEP -> {
        if (at == 0) {
          return Optional.empty();
        }
        PlanStep before = steps.get(at - 1);
        List<HostId> more = new ArrayList<>(before.step().hosts());
        more.add(hosts.remove(0));
        steps.set(at - 1, new PlanStep(before.wave(), new Step(more, before.step().counts())));
      }
      case SWAP_WAVES -> {
        PlanStep last = steps.get(steps.size() - 1);
        if (last.wave() == steps.get(0).wave()) {
          return Optional.empty();
        }
        Collections.reverse(steps);
        return Optional.of(sound.with(steps));
      }
      case NAME_ANOTHER_WAVE -> {
        steps.set(at, new PlanStep(step.wave() + 1, step.step()));
        return Optional.of(sound.with(steps));
      }
      case LOWER_BEFORE ->
          counts.set(which, copy(count, count.before() - 1, count.step(), count.most()));
      case RAISE_STEP ->
          counts.set(which, copy(count, count.before(), count.step() + 1, count.most()));
      case RAISE_MOST ->
          counts.set(which, copy(count, count.before(), count.step(), count.most() + 1));
      case DROP_A_COUNT -> counts.remove(which);
      case REPEAT_A_COUNT -> counts.add(count);
      case RAISE_A_LIMIT -> {
        List<Limit> limits = new ArrayList<>(sound.plan().certificate().limits());
        Limit limit = limits.get(0);
        limits.set(
            0,
            new Limit(
                limit.constraint(),
                limit.source(),
                limit.unit(),
                limit.population(),
                limit.topologyKey(),
                HostAmount.hosts(limit.amount().value() + 100)));
        return Optional.of(
            sound.with(
                new RolloutPlan(
                    sound.plan().waves(),
                    new PlanCertificate(limits, steps),
                    sound.plan().unplaced())));
      }
      case DROP_A_STEP -> {
        steps.remove(at);
        return Optional.of(sound.with(steps));
      }
      case ADD_AN_EMPTY_STEP -> {
        steps.add(at, new PlanStep(step.wave(), new Step(List.of(), List.of())));
        return Optional.of(sound.with(steps));
      }
      case TAKE_A_HOST_THAT_IS_DOWN -> {
        Optional<HostId> down =
            sound.fleet().hosts().stream()
                .filter(FleetHost::down)
                .map(FleetHost::id)
                .filter(sound.hosts()::contains)
                .findFirst();
        if (down.isEmpty()) {
          return Optional.empty();
        }
        hosts.add(down.get());
      }
      case TAKE_A_STRANGER -> hosts.add(Fleets.id(100_000));
      case LEAVE_OUT_A_HOST_THAT_COULD_GO -> {
        HostId left = hosts.remove(0);
        return Optional.of(leavingOut(sound, replaced(steps, at, step, hosts, counts), left));
      }
      case LEAVE_OUT_A_STRANGER -> {
        return Optional.of(leavingOut(sound, steps, Fleets.id(100_000)));
      }
      case PUT_A_HOST_IN_TWO_WAVES -> {
        List<Wave> waves = new ArrayList<>(sound.plan().waves());
        waves.add(new Wave(waves.size(), List.of(hosts.get(0))));
        return Optional.of(sound.with(inWaves(sound, waves)));
      }
      case RENUMBER_A_WAVE -> {
        List<Wave> waves = new ArrayList<>(sound.plan().waves());
        Wave last = waves.remove(waves.size() - 1);
        waves.add(new Wave(last.index() + 1, last.hosts()));
        return Optional.of(sound.with(inWaves(sound, waves)));
      }
      default -> fail("no such spoil");
    }
    return Optional.of(sound.with(replaced(steps, at, step, hosts, counts)));
  }

  private static RolloutPlan inWaves(Case sound, List<Wave> waves) {
    return new RolloutPlan(waves, sound.plan().certificate(), sound.plan().unplaced());
  }

  private static Case leavingOut(Case sound, List<PlanStep> steps, HostId host) {
    Map<HostId, Verdict.No> unplaced = new LinkedHashMap<>(sound.plan().unplaced());
    unplaced.put(host, new Verdict.No(Constraint.HOST_UP, "left out"));
    return sound.with(
        new RolloutPlan(
            sound.plan().waves(), new PlanCertificate(sound.limits(), steps), unplaced));
  }

  private static List<PlanStep> replaced(
      List<PlanStep> steps, int at, PlanStep step, List<HostId> hosts, List<Count> counts) {
    steps.set(at, new PlanStep(step.wave(), new Step(hosts, counts)));
    return steps;
  }

  private static Count copy(Count count, int before, int step, int most) {
    return new Count(count.limit(), count.domain(), before, step, most);
  }
}
