package io.fleetfoot.agent.kexec;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.testing.FakeKexecSystem;
import io.fleetfoot.agent.memory.AddressRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlotVerifierTest {

  // behind the control pages of every load
  private static final long BASE = 0x10100000;
  private static final AddressRange REGION = AddressRange.ofSize(0x10000000, 16 << 20);
  // more than two chunks, and not whole pages
  private static final int KERNEL = (600 << 10) + 77;
  private static final int INITRD = 5000;

  private final FakeKexecSystem system =
      new FakeKexecSystem(AddressRange.ofSize(0, 1L << 30), REGION);
  private final List<Segment> segments =
      List.of(segment(BASE, KERNEL, 1 << 20), segment(BASE + (2 << 20), INITRD, 8192));
  private List<SegmentDigest> digests = List.of();

  @BeforeEach
  void stage() throws IOException {
    List<StagedPart> parts =
        segments.stream()
            .map(segment -> new StagedPart(contents(segment.source()), segment.destination()))
            .toList();
    digests =
        new SlotStager(parts, ByteBuffer.allocateDirect(1 << 20))
            .stage(Verification.KCORE, (load, more) -> system.load(Target.CRASH, BASE, load))
            .digests();
    system.unload(Target.CRASH);
  }

  @Test
  void tellsTheSegmentAndPageThatChanged() {
    long changed = BASE + (500 << 10) + 5;
    system.corrupt(changed);
    AddressRange kernel = AddressRange.ofSize(BASE, KERNEL);
    assertThat(SlotVerifier.verify(digests, system.physicalMemory()))
        .hasValue(new SlotMismatch(kernel, OptionalLong.empty()));
    assertThat(SlotVerifier.compare(segments, system.physicalMemory()))
        .hasValue(new SlotMismatch(kernel, OptionalLong.of(BASE + (500 << 10))))
        .get()
        .hasToString(
            "staged bytes at [0x10100000, 0x1019604d) are not what was staged,"
                + " first at page 0x1017d000");
  }

  @Test
  void seesAChangeOfTheLastByte() {
    system.corrupt(BASE + (2 << 20) + INITRD - 1);
    assertThat(SlotVerifier.verify(digests, system.physicalMemory())).isPresent();
    assertThat(SlotVerifier.compare(segments, system.physicalMemory())).isPresent();
  }

  @Test
  void findsAnUntouchedSlotEqual() {
    assertThat(SlotVerifier.verify(digests, system.physicalMemory())).isEmpty();
    assertThat(SlotVerifier.compare(segments, system.physicalMemory())).isEmpty();
  }

  @Test
  void doesNotMindMemoryBehindTheStagedBytes() {
    system.corrupt(BASE + KERNEL);
    assertThat(SlotVerifier.verify(digests, system.physicalMemory())).isEmpty();
  }

  @Test
  void doesNotPrintADigest() {
    String hex = HexFormat.of().formatHex(digests.get(0).bytes());
    assertThat(digests.toString()).doesNotContain(hex).contains("[0x10100000, 0x1019604d)");
  }

  private static Contents contents(ByteBuffer bytes) {
    return new Contents() {
      @Override
      public long size() {
        return bytes.capacity();
      }

      @Override
      public void read(long offset, ByteBuffer into) {
        into.put(bytes.slice((int) offset, into.remaining()));
      }
    };
  }

  private static Segment segment(long address, int bytes, int memory) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return new Segment(
        ByteBuffer.allocateDirect(bytes).put(content).flip(), AddressRange.ofSize(address, memory));
  }
}
