package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.service.access.Actor;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CurrentActorTest {

  private final CurrentActor actor = new CurrentActor();

  @Test
  void isTheServiceUnlessAnEdgeSaysOtherwise() {
    assertThat(actor.get()).isEqualTo(Actor.SERVICE);
  }

  @Test
  void isTheServiceAgainAfterWorkThatFailed() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                actor.run(
                    Actor.KUBERNETES,
                    () -> {
                      assertThat(actor.get()).isEqualTo(Actor.KUBERNETES);
                      throw new IllegalStateException("failed");
                    }));

    assertThat(actor.get()).isEqualTo(Actor.SERVICE);
  }

  @Test
  void actsOnItsOwnThreadAlone() {
    actor.enter(Actor.agent("1"));

    assertThat(CompletableFuture.supplyAsync(actor::get).join()).isEqualTo(Actor.SERVICE);
  }
}
