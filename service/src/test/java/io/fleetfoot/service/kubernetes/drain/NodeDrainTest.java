package io.fleetfoot.service.kubernetes.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fleetfoot.service.kubernetes.drain.DrainStep.Drained;
import io.fleetfoot.service.kubernetes.drain.DrainStep.Failed;
import io.fleetfoot.service.kubernetes.drain.DrainStep.Waiting;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.BudgetSpent;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.Refused;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.Throttled;
import io.fleetfoot.service.reboot.DrainPolicy;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NodeDrainTest {

  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final Pod ONE = Pods.replicated("web-1");
  private static final Pod TWO = Pods.replicated("web-2");

  @Test
  void isDrainedWhenNothingIsLeftThatHadToGo() {
    FakeNodePods pods = new FakeNodePods(Pods.of("DaemonSet", "logs", "logs-x"));

    assertThat(drain(pods).step(START)).isEqualTo(new Drained());
  }

  @Test
  void waitsUntilEveryEvictedPodHasEnded() {
    FakeNodePods pods = new FakeNodePods(ONE, TWO);
    NodeDrain drain = drain(pods);

    assertThat(drain.step(START))
        .isEqualTo(new Waiting(2, "waits for the end of shop/web-1, shop/web-2"));
    pods.end(ONE);
    pods.end(TWO);
    assertThat(drain.step(START.plusSeconds(1))).isEqualTo(new Drained());
  }

  @Test
  void evictsNothingWhileOnePodMayNotGo() {
    FakeNodePods pods = new FakeNodePods(ONE, Pods.unmanaged("debug"));

    assertThat(drain(pods).step(START))
        .isEqualTo(
            new Failed(
                "drain of n1 would lose pods, so none was evicted: shop/debug has no controller"
                    + " that would make it again; force would evict it"));
    assertThat(pods.asked()).isEmpty();
  }

  @Test
  void namesTheBudgetThatHoldsIt() {
    FakeNodePods pods = new FakeNodePods(ONE, TWO);
    pods.answer(TWO, spent());

    assertThat(drain(pods).step(START))
        .isEqualTo(
            new Waiting(
                2, "waits for PodDisruptionBudget shop/web needs 2 healthy pods and has 2"));
  }

  @Test
  void asksAgainForAHeldPodOnlyAfterTheTimeThatTheApiServerNamed() {
    FakeNodePods pods = new FakeNodePods(ONE);
    pods.answer(ONE, new Throttled(Duration.ofSeconds(30)));
    NodeDrain drain = drain(pods);

    assertThat(drain.step(START))
        .isEqualTo(new Waiting(1, "waits for shop/web-1: the API server is throttling"));
    assertThat(pods.asked()).containsExactly("shop/web-1");
    drain.step(START.plusSeconds(29));
    assertThat(pods.asked()).isEmpty();
    drain.step(START.plusSeconds(30));
    assertThat(pods.asked()).containsExactly("shop/web-1");
  }

  @Test
  void doesNotAskForAPodThatIsGoing() {
    FakeNodePods pods = new FakeNodePods(Pods.deleted(ONE, START));

    assertThat(drain(pods).step(START.plusSeconds(5))).isInstanceOf(Waiting.class);
    assertThat(pods.asked()).isEmpty();
  }

  @Test
  void failsAtOnceOnAnAnswerThatWouldNotChange() {
    FakeNodePods pods = new FakeNodePods(ONE, TWO);
    pods.answer(ONE, new Refused(500, "more than one PodDisruptionBudget"));

    assertThat(drain(pods).step(START))
        .isEqualTo(
            new Failed(
                "eviction of shop/web-1 was answered 500: more than one PodDisruptionBudget"));
    assertThat(pods.asked()).containsExactly("shop/web-1");
  }

  @Test
  void failsAtItsTimeoutWithWhatItWaitedFor() {
    FakeNodePods pods = new FakeNodePods(ONE);
    pods.answer(ONE, spent());
    NodeDrain drain = drain(pods);
    drain.step(START);

    assertThat(drain.step(START.plus(DrainPolicy.DEFAULT_TIMEOUT))).isInstanceOf(Waiting.class);
    assertThat(drain.step(START.plus(DrainPolicy.DEFAULT_TIMEOUT).plusSeconds(1)))
        .isEqualTo(
            new Failed(
                "drain of n1 did not end in PT15M; left are shop/web-1; it last waited for"
                    + " PodDisruptionBudget shop/web needs 2 healthy pods and has 2"));
  }

  @Test
  void namesTheFirstFewOfManyPods() {
    FakeNodePods pods =
        new FakeNodePods(
            ONE, TWO, Pods.replicated("web-3"), Pods.replicated("web-4"), Pods.replicated("web-5"));

    assertThat(drain(pods).step(START))
        .isEqualTo(
            new Waiting(5, "waits for the end of shop/web-1, shop/web-2, shop/web-3 and 2 more"));
  }

  private static BudgetSpent spent() {
    return new BudgetSpent("web", "needs 2 healthy pods and has 2", Duration.ofSeconds(5));
  }

  private static NodeDrain drain(NodePods pods) {
    return new NodeDrain("n1", DrainPolicy.full(), START, pods);
  }
}
