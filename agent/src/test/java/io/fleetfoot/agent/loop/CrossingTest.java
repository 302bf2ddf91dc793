package io.fleetfoot.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.loop.testing.FakeHost;
import io.fleetfoot.agent.preflight.testing.TestFacts;
import io.fleetfoot.agent.timing.LabStamps;
import io.fleetfoot.agent.timing.LastLines;
import io.fleetfoot.agent.timing.TimingRecord;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CrossingTest {

  // the command line of the fit host says that it came by this one
  private static final String CAME_BY = "fx-0";
  private static final KernelTraces TRACES =
      new KernelTraces(
          Optional.of("machine_kexec 1000\nstart_kernel 2000\n"),
          Optional.of(console(CAME_BY) + console("fx-1")));

  private final FakeHost host = new FakeHost().traces(TRACES);

  @Test
  void saysNothingOfABootThatTheExecutionDidNotLeadTo() {
    assertThat(Crossing.read(host, TestFacts.fit(), "fx-1")).isEqualTo(Crossing.NONE);
  }

  @Test
  void readsTheTracesOfTheExecutionOnTheCommandLine() {
    Crossing crossing = Crossing.read(host, TestFacts.fit(), CAME_BY);
    assertThat(crossing.record()).isEmpty();
    assertThat(crossing.stamps()).contains(new LabStamps(1000, 2000));
    assertThat(crossing.lastLines()).contains(Duration.ofMillis(250));
  }

  @Test
  void takesTheRecordOfALauncherForProof() {
    host.setupData(7, new byte[64]);
    host.setupData(TimingRecord.SETUP_DATA_TYPE, new TimingRecord("fx-1", 1, 2, 3).format());
    Crossing crossing = Crossing.read(host, TestFacts.fit(), "fx-1");
    assertThat(crossing.record()).contains(new TimingRecord("fx-1", 1, 2, 3));
    assertThat(crossing.stamps()).isPresent();
  }

  @Test
  void ignoresARecordThatNobodyStamped() {
    host.setupData(TimingRecord.SETUP_DATA_TYPE, TimingRecord.ahead("fx-1", 1).format());
    host.setupData(TimingRecord.SETUP_DATA_TYPE, new byte[8]);
    assertThat(Crossing.read(host, TestFacts.fit(), "fx-1")).isEqualTo(Crossing.NONE);
  }

  @Test
  void goesWithoutTracesThatItDoesNotUnderstand() {
    host.traces(new KernelTraces(Optional.of("noise"), Optional.of("noise")));
    assertThat(Crossing.read(host, TestFacts.fit(), CAME_BY)).isEqualTo(Crossing.NONE);
  }

  private static String console(String execId) {
    return "[   20.000000] "
        + LastLines.ofLeaving(execId)
        + "\n[   20.250000] kexec_core: Starting new kernel\n";
  }
}
