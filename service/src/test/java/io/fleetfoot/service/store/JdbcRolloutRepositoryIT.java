package io.fleetfoot.service.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.scheduler.StaleVersionException;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.FullPolicy;
import io.fleetfoot.service.testing.TestDatabase;
import io.fleetfoot.service.testing.TestRollouts;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdbcRolloutRepositoryIT {

  private Replica service;
  private Replica other;
  private RolloutId id;

  @BeforeEach
  void create() {
    TestDatabase database = TestDatabase.create();
    service = new Replica(database, RebootTimeouts.standard(), 1);
    other = new Replica(database, RebootTimeouts.standard(), 2);
    new FakeAgent(service, "host-1", Fate.BOOTS);
    id = TestRollouts.create(service);
  }

  @AfterEach
  void close() {
    service.close();
    other.close();
  }

  @Test
  void refusesToSaveWhatSomebodyElseSavedFirst() {
    Rollout rollout = service.rolloutRepository.find(id).orElseThrow();
    other.rolloutRepository.save(rollout.withOpenWave(1));

    assertThatExceptionOfType(StaleVersionException.class)
        .isThrownBy(() -> service.rolloutRepository.save(rollout.withOpenWave(1)));
  }

  @Test
  void doesNotClaimWhatSomebodyElseHasClaimed() {
    Optional<Rollout> seenByTheOther =
        service.transactions.run(
            () -> {
              assertThat(service.rolloutRepository.claim(id)).isPresent();
              return other.transactions.run(() -> other.rolloutRepository.claim(id));
            });

    assertThat(seenByTheOther).isEmpty();
  }

  @Test
  void claimsNothingThatHasEnded() {
    service.rolloutRepository.save(
        service.rolloutRepository.find(id).orElseThrow().in(RolloutState.STOPPED, "test"));

    assertThat(service.rolloutRepository.claim(id)).isEmpty();
    assertThat(service.rolloutRepository.listActive()).isEmpty();
    assertThat(service.rolloutRepository.find(id).orElseThrow().finishedAt()).isNotNull();
  }

  @Test
  void givesBackTheSpecThatItWasGiven() {
    Rollout rollout = service.rolloutRepository.find(id).orElseThrow();
    RolloutId copy = new RolloutId(UUID.randomUUID());

    service.rolloutRepository.insert(copy(copy, rollout.spec()), null);

    assertThat(service.rolloutRepository.find(copy).orElseThrow().spec()).isEqualTo(rollout.spec());
  }

  @Test
  void givesBackTheWholePolicy() {
    RolloutSpec plain = service.rolloutRepository.find(id).orElseThrow().spec();
    RolloutSpec full =
        new RolloutSpec(
            plain.name(),
            plain.kernelImage(),
            plain.selector(),
            plain.waves(),
            plain.disruptionBudget(),
            plain.failureBudget(),
            plain.soak(),
            plain.bootDeadline(),
            plain.drain(),
            FullPolicy.everything());
    RolloutId copy = new RolloutId(UUID.randomUUID());

    service.rolloutRepository.insert(copy(copy, full), null);

    assertThat(service.rolloutRepository.find(copy).orElseThrow().spec()).isEqualTo(full);
  }

  private Rollout copy(RolloutId copy, RolloutSpec spec) {
    return Rollout.begun(
        copy, spec, "token:ada", service.rolloutRepository.now(), service.rolloutTimeouts);
  }
}
