package io.fleetfoot.service.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.scheduler.RebootRepository.Overdue;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.scheduler.StaleVersionException;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.TestDatabase;
import io.fleetfoot.service.testing.TestRollouts;
import io.fleetfoot.service.timing.Phase;
import io.fleetfoot.service.timing.PhaseTiming;
import io.fleetfoot.service.timing.PhaseTimings;
import io.fleetfoot.service.timing.Quality;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdbcRebootRepositoryIT {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Replica service;
  private Replica other;
  private RolloutId rollout;

  @BeforeEach
  void plan() {
    TestDatabase database = TestDatabase.create();
    service = new Replica(database, RebootTimeouts.standard(), 1);
    other = new Replica(database, RebootTimeouts.standard(), 2);
    new FakeAgent(service, "host-1", Fate.BOOTS);
    rollout = TestRollouts.create(service);
  }

  @AfterEach
  void close() {
    service.close();
    other.close();
  }

  @Test
  void refusesToSaveWhatSomebodyElseSavedFirst() {
    Reboot reboot = TestRollouts.onlyReboot(service, rollout);
    other.rebootRepository.save(reboot, MINUTE);

    assertThatExceptionOfType(StaleVersionException.class)
        .isThrownBy(() -> service.rebootRepository.save(reboot, MINUTE));
  }

  @Test
  void claimsNothingBeforeItsDeadline() {
    assertThat(service.rebootRepository.claimOverdue(MINUTE)).isEmpty();
  }

  @Test
  void claimsWhatIsOverdueAndSaysWhetherTheHostIsSilent() {
    service.jdbc.sql("update reboot set deadline = now() - interval '1 second'").update();

    assertThat(service.rebootRepository.claimOverdue(MINUTE))
        .get()
        .extracting(Overdue::silent)
        .isEqualTo(false);

    service.jdbc.sql("update host set last_seen_at = now() - interval '2 minutes'").update();

    assertThat(service.rebootRepository.claimOverdue(MINUTE))
        .get()
        .extracting(Overdue::silent)
        .isEqualTo(true);
  }

  @Test
  void doesNotClaimWhatSomebodyElseHasClaimed() {
    service.jdbc.sql("update reboot set deadline = now() - interval '1 second'").update();

    Optional<Overdue> seenByTheOther =
        service.transactions.run(
            () -> {
              assertThat(service.rebootRepository.claimOverdue(MINUTE)).isPresent();
              return other.transactions.run(() -> other.rebootRepository.claimOverdue(MINUTE));
            });

    assertThat(seenByTheOther).isEmpty();
  }

  @Test
  void holdsOnlyWhatNobodyMovedInBetween() {
    Reboot read = TestRollouts.onlyReboot(service, rollout);
    service.rebootRepository.hold(read);

    other.rebootRepository.save(read, MINUTE);

    assertThatExceptionOfType(StaleVersionException.class)
        .isThrownBy(() -> service.rebootRepository.hold(read));
  }

  @Test
  void claimsASoakThatPassedOnlyOfAHostThatSpeaks() {
    service
        .jdbc
        .sql(
            """
            update reboot set state = 'PROVING', exec_id = 'fx-1c9d5a7b3e2f4860', boot_proof = true,
                              soak_millis = 1000, state_since = now() - interval '2 seconds'
            """)
        .update();

    assertThat(service.rebootRepository.claimSoaked(MINUTE)).isPresent();

    service.jdbc.sql("update host set last_seen_at = now() - interval '2 minutes'").update();

    assertThat(service.rebootRepository.claimSoaked(MINUTE)).isEmpty();
  }

  @Test
  void replacesWhatWasSaidOfAPhaseBefore() {
    Reboot reboot = TestRollouts.onlyReboot(service, rollout);
    for (PhaseTimings next :
        List.of(stage("6.21", null), stage("5.5", "agent-clock"), stage("5", null))) {
      service.rebootRepository.savePhases(reboot.id(), next);

      assertThat(service.rebootRepository.findRecord(reboot.id()))
          .get()
          .satisfies(known -> assertThat(known.phases()).isEqualTo(next));
    }
  }

  @Test
  void isListedAsAssignedOnlyWhileItsAgentHasSomethingToDo() {
    for (RebootState state : RebootState.active()) {
      service
          .jdbc
          .sql(
              """
              update reboot
              set state = :state, exec_id = 'fx-1c9d5a7b3e2f4860', boot_proof = true
              """)
          .param("state", state.name())
          .update();

      assertThat(service.rebootRepository.listAssigned())
          .as(state.name())
          .hasSize(
              switch (state) {
                case STAGING, READY, DRAINING, VERIFYING -> 1;
                default -> 0;
              });
    }
  }

  private static PhaseTimings stage(String seconds, @Nullable String source) {
    return new PhaseTimings(
        List.of(
            PhaseTiming.ofSeconds(Phase.STAGE, new BigDecimal(seconds), Quality.EXACT)
                .from(source)));
  }
}
