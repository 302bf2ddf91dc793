package io.fleetfoot.service.kubernetes.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.Accepted;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.BudgetSpent;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.Gone;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.NotYet;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.Refused;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.Throttled;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EvictionAnswerTest {

  @Test
  void acceptsWhatTheApiServerAccepts() {
    assertThat(EvictionAnswer.of(201, null, null)).isEqualTo(new Accepted());
    assertThat(EvictionAnswer.of(404, null, null)).isEqualTo(new Gone());
  }

  @Test
  void namesTheBudgetThatAdmitsNoDisruption() {
    Status status =
        withCause(
            "DisruptionBudget",
            "The disruption budget web needs 2 healthy pods and has 2 currently");

    assertThat(EvictionAnswer.of(429, null, status))
        .isEqualTo(
            new BudgetSpent(
                "web", "needs 2 healthy pods and has 2 currently", Duration.ofSeconds(5)));
  }

  @Test
  void waitsAsLongAsTheApiServerAsksWhenABudgetIsStillBeingProcessed() {
    Status status =
        withCause(
            "DisruptionBudget",
            "The disruption budget web is still being processed by the server.");
    status.getDetails().setRetryAfterSeconds(10);

    assertThat(EvictionAnswer.of(429, "10", status))
        .isEqualTo(
            new BudgetSpent(
                "web", "is still being processed by the server.", Duration.ofSeconds(10)));
  }

  @Test
  void takesA429WithoutTheBudgetsCauseForThrottlingAndHonoursRetryAfter() {
    assertThat(EvictionAnswer.of(429, "7", null)).isEqualTo(new Throttled(Duration.ofSeconds(7)));
    assertThat(EvictionAnswer.of(429, null, null)).isEqualTo(new Throttled(Duration.ofSeconds(5)));
    assertThat(EvictionAnswer.of(429, "soon", null))
        .isEqualTo(new Throttled(Duration.ofSeconds(5)));
  }

  @Test
  void surfacesAServerErrorAtOnce() {
    String said =
        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not"
            + " support.";

    assertThat(EvictionAnswer.of(500, null, new StatusBuilder().withMessage(said).build()))
        .isEqualTo(new Refused(500, said));
  }

  @Test
  void tellsAForbiddingBudgetFromAMissingRight() {
    Status ofBudget =
        new StatusBuilder()
            .withMessage("pod disruption budget disruptions allowed is negative")
            .withNewDetails()
            .withKind("poddisruptionbudget")
            .endDetails()
            .build();
    Status ofRole =
        new StatusBuilder().withMessage("cannot create resource \"pods/eviction\"").build();

    assertThat(EvictionAnswer.of(403, null, ofBudget)).isInstanceOf(NotYet.class);
    assertThat(EvictionAnswer.of(403, null, withCause("NamespaceTerminating", "shop goes")))
        .isInstanceOf(NotYet.class);
    assertThat(EvictionAnswer.of(403, null, ofRole)).isInstanceOf(Refused.class);
  }

  @Test
  void asksAgainAfterAConflictOrAServerThatGaveUp() {
    assertThat(EvictionAnswer.of(409, null, null)).isInstanceOf(NotYet.class);
    assertThat(EvictionAnswer.of(504, null, null))
        .isEqualTo(new NotYet("the API server answered 504"));
  }

  private static Status withCause(String reason, String message) {
    return new StatusBuilder()
        .withMessage("Cannot evict pod as it would violate the pod's disruption budget.")
        .withNewDetails()
        .addNewCause("", message, reason)
        .endDetails()
        .build();
  }
}
