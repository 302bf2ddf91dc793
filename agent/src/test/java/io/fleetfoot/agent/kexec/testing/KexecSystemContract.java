package io.fleetfoot.agent.kexec.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.PhysicalMemory;
import io.fleetfoot.agent.kexec.Segment;
import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every {@link KexecSystem} does, the fake one and the real one on a host with a region. */
public abstract class KexecSystemContract {

  private static final int PAGE = (int) AddressRange.PAGE_SIZE;

  /** Returns the system under test, the same one throughout a test. */
  protected abstract KexecSystem system();

  /** Returns its reserved region, of a MiB or more. */
  protected abstract AddressRange region();

  @AfterEach
  void leaveNothingLoaded() {
    system().unload(Target.CRASH);
    system().unload(Target.NORMAL);
  }

  @Test
  void refusesMoreThanSixteenSegments() {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      segments.add(segment(i * PAGE, PAGE, PAGE));
    }
    assertRefused(Target.CRASH, region().start(), segments, 22);
    assertRefused(Target.NORMAL, region().start(), segments, 22);
  }

  @Test
  void refusesSegmentsThatOverlap() {
    List<Segment> segments = List.of(segment(0, 1, 2 * PAGE), segment(PAGE, 1, PAGE));
    assertRefused(Target.CRASH, region().start(), segments, 22);
  }

  @Test
  void refusesCrashSegmentsOutsideOfTheRegion() {
    List<Segment> segments = List.of(segment(region().size(), 1, PAGE));
    assertRefused(Target.CRASH, region().start(), segments, 99);
  }

  @Test
  void refusesCrashEntryOutsideOfTheRegion() {
    assertRefused(Target.CRASH, region().end(), List.of(segment(0, 1, PAGE)), 99);
  }

  @Test
  void unloadsWhatIsNotLoaded() {
    system().unload(Target.CRASH);
    assertThat(system().loaded(Target.CRASH)).isFalse();
  }

  @Test
  void stagesBytesThatStayWhenTheImageIsUnloaded() {
    system().load(Target.CRASH, region().start(), List.of(segment(PAGE, PAGE + 10, 3 * PAGE)));
    assertThat(system().loaded(Target.CRASH)).isTrue();
    assertThat(system().loaded(Target.NORMAL)).isFalse();
    system().unload(Target.CRASH);
    assertThat(system().loaded(Target.CRASH)).isFalse();
    assertThat(read(region().start() + PAGE, PAGE + 10)).isEqualTo(pattern(PAGE + 10));
  }

  @Test
  void keepsStagedBytesWhenTheNextLoadGoesElsewhereBehindTheControlPages() {
    int middle = (int) region().size() / 2;
    system().load(Target.CRASH, region().start(), List.of(segment(middle, PAGE, PAGE)));
    system().unload(Target.CRASH);
    system().load(Target.CRASH, region().start(), List.of(segment(middle + PAGE, 10, PAGE)));
    assertThat(read(region().start() + middle, PAGE)).isEqualTo(pattern(PAGE));
    assertThat(read(region().start() + middle + PAGE, 10)).isEqualTo(pattern(10));
  }

  @Test
  void fillsTheTailOfACrashSegmentWithZeros() {
    system().load(Target.CRASH, region().start(), List.of(segment(PAGE, 10, 2 * PAGE)));
    assertThat(read(region().start() + PAGE + 10, PAGE - 10)).containsOnly(0);
  }

  @Test
  void keepsTheSlotUntouchedByANormalLoadIntoIt() {
    system().load(Target.CRASH, region().start(), List.of(segment(0, PAGE, PAGE)));
    system().unload(Target.CRASH);
    system().load(Target.NORMAL, region().start(), List.of(segment(2 * PAGE, 10, PAGE)));
    assertThat(system().loaded(Target.NORMAL)).isTrue();
    assertThat(read(region().start(), PAGE)).isEqualTo(pattern(PAGE));
  }

  @Test
  void readsATimestampCounterThatAdvances() {
    long first = system().timestampCounter();
    assertThat(system().timestampCounter()).isGreaterThan(first);
  }

  private void assertRefused(Target target, long entry, List<Segment> segments, int errno) {
    assertThatExceptionOfType(KexecException.class)
        .isThrownBy(() -> system().load(target, entry, segments))
        .withMessageStartingWith("kexec_load(entry=0x")
        .satisfies(refusal -> assertThat(refusal.errno()).isEqualTo(errno));
    assertThat(system().loaded(target)).isFalse();
  }

  private Segment segment(long offset, int bytes, int memory) {
    ByteBuffer source = ByteBuffer.allocateDirect(bytes).put(pattern(bytes)).flip();
    return new Segment(source, AddressRange.ofSize(region().start() + offset, memory));
  }

  private byte[] read(long address, int length) {
    ByteBuffer into = ByteBuffer.allocate(length);
    try (PhysicalMemory memory = system().physicalMemory()) {
      memory.read(address, into);
    }
    return into.array();
  }

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i % 251 + 1);
    }
    return bytes;
  }
}
