package io.fleetfoot.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.Segment;
import io.fleetfoot.agent.kexec.testing.FakeKexecSystem;
import io.fleetfoot.agent.memory.AddressRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image that is loaded for a moment, over a real file and a fake kernel. */
class TrialLoadTest {
  private static final AddressRange RAM = new AddressRange(0, 1L << 30);
  private static final String BOOT = "3b3c1f0e-5d2a-4c53-9d0e-6b1f6d0c7a11";

  @TempDir private Path state;
  private final FakeKexecSystem system = new FakeKexecSystem(RAM, RAM);

  /** What stands for a death in the middle. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void unloadsWhateverBecameOfTheLoad() throws Exception {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                trial()
                    .run(
                        Target.CRASH,
                        BOOT,
                        () -> {
                          load();
                          throw new IllegalStateException("after the load");
                        }));
    assertThat(system.loaded(Target.CRASH)).isFalse();
    assertThat(state).isEmptyDirectory();
  }

  @Test
  void loadsNothingThatItCannotWriteDown() {
    TrialLoad trial = new TrialLoad(system, state.resolve("not-there"));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> trial.run(Target.CRASH, BOOT, this::load));
    assertThat(system.calls()).isEmpty();
  }

  @Test
  void unloadsWhatADeadAgentLeft() throws Exception {
    dieWhileLoaded();
    trial().settle(() -> BOOT);
    assertThat(system.loaded(Target.CRASH)).isFalse();
    int calls = system.calls().size();
    trial().settle(() -> BOOT);
    assertThat(system.calls()).as("once").hasSize(calls);
  }

  @Test
  void leavesTheImageOfAnotherBootAlone() throws Exception {
    dieWhileLoaded();
    trial().settle(() -> "another boot");
    assertThat(system.loaded(Target.CRASH)).isTrue();
    assertThat(state).isEmptyDirectory();
  }

  /** A process that dies runs no finally: the note is put back as it was in that moment. */
  private void dieWhileLoaded() throws Exception {
    assertThatExceptionOfType(Death.class)
        .isThrownBy(
            () ->
                trial()
                    .run(
                        Target.CRASH,
                        BOOT,
                        () -> {
                          assertThat(state.resolve("trial-load")).exists();
                          throw new Death();
                        }));
    DurableFile.write(state.resolve("trial-load"), BOOT + "\nCRASH");
    load();
  }

  private void load() {
    system.load(
        Target.CRASH,
        0x1000,
        List.of(new Segment(ByteBuffer.allocateDirect(16), AddressRange.ofSize(0x1000, 0x1000))));
  }

  private TrialLoad trial() {
    return new TrialLoad(system, state);
  }
}
