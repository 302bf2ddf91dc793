package io.fleetfoot.service.reboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImageId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every event means in every state. */
class RebootTableTest {

  private static final ExecId EXEC_ID = new ExecId("fx-1c9d5a7b3e2f4860");
  private static final String OLD = "6.1.0";
  private static final String NEW = "6.12.0";
  private static final String OLD_BOOT = "boot-1";
  private static final String NEW_BOOT = "boot-2";

  /**
   * State: what it becomes ({@code =} where it stays as it is) and how its host counts from then
   * on; a state that is not named refuses the event.
   */
  private static final String TABLE =
      """
      StageAsked        QUEUED STAGING AS_IT_IS
      Staged            STAGING READY UP | READY = UP | DRAINING = AS_IT_IS
      Refused           STAGING REFUSED AS_IT_IS | READY REFUSED AS_IT_IS | DRAINING REFUSED UP | VERIFYING REFUSED UP | REFUSED = AS_IT_IS
      Failed            STAGING FAILED AS_IT_IS | READY FAILED AS_IT_IS | DRAINING FAILED UP | VERIFYING FAILED UP | EXECUTING FAILED UP | POWER_CYCLING FAILED UP | FAILED = AS_IT_IS
      DrainAsked        READY DRAINING DOWN
      DrainFailed       DRAINING FAILED UP
      Admitted          READY VERIFYING DOWN | DRAINING VERIFYING DOWN
      Executing         VERIFYING EXECUTING AS_IT_IS | EXECUTING = AS_IT_IS | POWER_CYCLING = AS_IT_IS
      BootedAsWanted    QUEUED = UP | STAGING = UP | READY STAGING UP | DRAINING STAGING UP | VERIFYING FAILED UP | EXECUTING PROVING AS_IT_IS | POWER_CYCLING PROVING AS_IT_IS | PROVING = AS_IT_IS | ended = UP
      BootedNot         QUEUED = UP | STAGING = UP | READY = UP | DRAINING = AS_IT_IS | VERIFYING = AS_IT_IS | EXECUTING DID_NOT_REBOOT UP | POWER_CYCLING DID_NOT_REBOOT UP | PROVING ROLLED_BACK UP | ended = UP
      Held              DRAINING DRAINING AS_IT_IS | PROVING PROVING AS_IT_IS
      Witnessed         PROVING = AS_IT_IS
      SoakPassed        PROVING SUCCEEDED UP
      SilentTooLong     QUEUED LOST DOWN | STAGING LOST DOWN | READY LOST DOWN | DRAINING LOST DOWN | VERIFYING LOST DOWN | EXECUTING LOST DOWN | POWER_CYCLING LOST DOWN | PROVING LOST DOWN
      TooLong           QUEUED FAILED UP | STAGING FAILED UP | READY FAILED UP | DRAINING FAILED UP | VERIFYING FAILED UP | EXECUTING LOST DOWN | POWER_CYCLING LOST DOWN | PROVING FAILED UP
      PowerCycleAsked   EXECUTING POWER_CYCLING DOWN | POWER_CYCLING = AS_IT_IS
      PowerCycleFailed  POWER_CYCLING LOST DOWN
      Satisfied         QUEUED SUCCEEDED AS_IT_IS | SUCCEEDED = AS_IT_IS
      Withdrawn         QUEUED ABORTED AS_IT_IS | STAGING ABORTED AS_IT_IS | READY ABORTED AS_IT_IS | DRAINING ABORTED UP | VERIFYING ABORTED UP
      """;

  private static final Map<String, RebootEvent> EVENTS =
      Map.ofEntries(
          Map.entry("StageAsked", new RebootEvent.StageAsked()),
          Map.entry("Staged", new RebootEvent.Staged(OLD_BOOT, "reserved")),
          Map.entry("Refused", new RebootEvent.Refused("stage", "no region")),
          Map.entry("Failed", new RebootEvent.Failed(OLD_BOOT, "stage", "no space")),
          Map.entry("DrainAsked", new RebootEvent.DrainAsked()),
          Map.entry("DrainFailed", new RebootEvent.DrainFailed("a pod would be lost")),
          Map.entry("Admitted", new RebootEvent.Admitted(EXEC_ID)),
          Map.entry("Executing", new RebootEvent.Executing(EXEC_ID, OLD_BOOT, "reserved")),
          Map.entry(
              "BootedAsWanted",
              new RebootEvent.Booted(NEW_BOOT, NEW, "quiet fleetfoot.exec=" + EXEC_ID)),
          Map.entry("BootedNot", new RebootEvent.Booted(OLD_BOOT, OLD, "quiet")),
          Map.entry("Held", new RebootEvent.Held("waits for a budget")),
          Map.entry("Witnessed", new RebootEvent.Witnessed(NEW_BOOT)),
          Map.entry("SoakPassed", new RebootEvent.SoakPassed()),
          Map.entry("SilentTooLong", new RebootEvent.DeadlinePassed(true)),
          Map.entry("TooLong", new RebootEvent.DeadlinePassed(false)),
          Map.entry("PowerCycleAsked", new RebootEvent.PowerCycleAsked()),
          Map.entry("PowerCycleFailed", new RebootEvent.PowerCycleFailed("BMC answers 401")),
          Map.entry("Satisfied", new RebootEvent.Satisfied(new RebootId(new UUID(0, 9)), NEW_BOOT)),
          Map.entry("Withdrawn", new RebootEvent.Withdrawn("aborted")));

  @ParameterizedTest
  @EnumSource
  void leadsWhereTheTableSaysAndNowhereElse(RebootState state) {
    List<String> rows = TABLE.lines().toList();
    assertThat(rows).hasSize(EVENTS.size());
    for (String row : rows) {
      String name = row.split(" +")[0];
      assertThat(outcome(state, name)).as("%s in %s", name, state).isEqualTo(wanted(row, state));
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesTheSameEventTwiceAsSaidOnceOrRefusesTheSecond(RebootState state) {
    for (RebootEvent event : EVENTS.values()) {
      try {
        Reboot once = RebootMachine.decide(reboot(state), event).reboot();
        RebootDecision twice = RebootMachine.decide(once, event);
        assertThat(twice.reboot().state()).as("%s in %s", event, state).isEqualTo(once.state());
      } catch (OutOfPlaceException e) {
        assertThat(e).hasMessageContaining(event.name());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "6.12.0, ours, FAILED",
    "6.12.0, none, FAILED",
    "6.1.0, none, ROLLED_BACK",
    "6.1.0, ours, WRONG_KERNEL",
    "5.10.0, none, WRONG_KERNEL"
  })
  void tellsApartWhatBootedAgainInTheSoak(String release, String execId, RebootState end) {
    String commandLine = execId.equals("ours") ? "fleetfoot.exec=" + EXEC_ID : "quiet";
    RebootEvent again = new RebootEvent.Booted("boot-3", release, commandLine);

    RebootDecision decision = RebootMachine.decide(reboot(RebootState.PROVING), again);

    assertThat(decision.reboot().state()).isEqualTo(end);
    assertThat(decision.reboot().evidence().toBootId()).isEqualTo("boot-3");
    assertThat(decision.reboot().evidence().bootProof()).isFalse();
  }

  @Test
  void saysOfEachRefusalWhatItReceivedWhere() {
    assertThatExceptionOfType(OutOfPlaceException.class)
        .isThrownBy(
            () ->
                RebootMachine.decide(
                    reboot(RebootState.VERIFYING),
                    new RebootEvent.Executing(EXEC_ID, NEW_BOOT, "reserved")))
        .withMessageContaining("boot boot-2 is not boot-1, the one it was admitted in");
  }

  private static String outcome(RebootState state, String event) {
    Reboot reboot = reboot(state);
    try {
      RebootDecision decision = RebootMachine.decide(reboot, EVENTS.get(event));
      if (!decision.moved()) {
        assertThat(decision.reboot()).isEqualTo(reboot);
      }
      String next = decision.moved() ? decision.reboot().state().name() : "=";
      return next + " " + decision.standing();
    } catch (OutOfPlaceException e) {
      return "refused";
    }
  }

  private static String wanted(String row, RebootState state) {
    return Stream.of(row.substring(row.indexOf(' ')).split("\\|"))
        .map(cell -> cell.trim().split(" +"))
        .filter(
            cell -> cell[0].equals(state.name()) || (state.isTerminal() && cell[0].equals("ended")))
        .map(cell -> cell[1] + " " + cell[2])
        .findFirst()
        .orElse("refused");
  }

  private static Reboot reboot(RebootState state) {
    boolean admitted =
        (state != RebootState.DRAINING && state.holdsHostDown()) || state.isTerminal();
    boolean proven = state == RebootState.PROVING || state == RebootState.SUCCEEDED;
    return new Reboot(
        new RebootId(new UUID(0, 1)),
        new RolloutId(new UUID(0, 2)),
        new HostId(new UUID(0, 3)),
        0,
        new Reboot.Terms(
            new KernelImageId(new UUID(0, 4)),
            NEW,
            Duration.ZERO,
            Duration.ofMinutes(10),
            DrainPolicy.full()),
        state,
        new Reboot.Evidence(
            OLD,
            OLD_BOOT,
            admitted ? EXEC_ID : null,
            admitted ? "reserved" : null,
            proven ? NEW_BOOT : null,
            proven,
            state == RebootState.DRAINING),
        null,
        7);
  }
}
