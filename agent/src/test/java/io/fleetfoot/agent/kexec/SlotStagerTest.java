package io.fleetfoot.agent.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.testing.FakeKexecSystem;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.memory.IomemParser;
import io.fleetfoot.agent.memory.MemoryMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SlotStagerTest {

  private static final MemoryMap HOST =
      IomemParser.parse("00100000-3fffffff : System RAM\n  10000000-13ffffff : Crash kernel\n");
  private static final ReservedRegion REGION =
      ReservedRegion.highestNamed(ReservedRegion.CRASH_KERNEL, HOST).orElseThrow();
  private static final long BASE = REGION.withoutControlPages(HOST).range().start();
  private static final int PAGE = (int) AddressRange.PAGE_SIZE;
  private static final AddressRange KERNEL = AddressRange.ofSize(BASE, 64 * PAGE);
  private static final int MOST = 40 * PAGE;

  private final FakeKexecSystem system =
      new FakeKexecSystem(AddressRange.ofSize(0, 1L << 30), REGION.range());

  @Property(tries = 200)
  void stagesTheSameThroughAWindowOfAnySize(
      @ForAll @IntRange(min = 1, max = MOST) int kernelSize,
      @ForAll @IntRange(min = 1, max = MOST) int initrdSize,
      @ForAll @IntRange(min = PAGE, max = 90 * PAGE) int window)
      throws IOException {
    byte[] kernel = random(kernelSize);
    byte[] initrd = random(initrdSize);
    List<StagedPart> parts = parts(kernel, initrd);
    SlotStager stager = new SlotStager(parts, ByteBuffer.allocateDirect(window));
    StagedBytes staged = stager.stage(Verification.PURGATORY, this::load);
    assertThat(read(BASE, kernelSize)).isEqualTo(kernel);
    assertThat(read(BASE + kernelSize, (int) KERNEL.size() - kernelSize)).containsOnly(0);
    assertThat(read(KERNEL.end() + PAGE, initrdSize)).isEqualTo(initrd);
    assertThat(SlotVerifier.verify(staged.digests(), system.physicalMemory())).isEmpty();
    assertThat(stager.compare(system.physicalMemory())).isEmpty();
    assertThat(values(staged.purgatoryCheck().orElseThrow()))
        .isEqualTo(values(PurgatoryCheck.of(whole(parts))));
  }

  @Test
  void takesOneLoadForAWindowThatIsLargeEnough() throws IOException {
    List<StagedPart> parts = parts(random(MOST - 1), random(MOST));
    int window = Math.toIntExact(SlotStager.oneLoad(parts));
    new SlotStager(parts, ByteBuffer.allocateDirect(window)).stage(Verification.KCORE, this::load);
    assertThat(system.calls()).hasSize(1);
  }

  @Test
  void tellsThePartAndPageThatOneOfManyLoadsBroughtInWrong() throws IOException {
    byte[] initrd = random(MOST);
    SlotStager stager =
        new SlotStager(parts(random(100), initrd), ByteBuffer.allocateDirect(5 * PAGE));
    stager.stage(Verification.KCORE, this::load);
    system.corrupt(KERNEL.end() + PAGE + 17 * PAGE + 3);
    assertThat(stager.compare(system.physicalMemory()).orElseThrow())
        .hasToString(
            "staged bytes at [0x10142000, 0x1016a000) are not what was staged,"
                + " first at page 0x10153000");
  }

  @Test
  void computesNoChecksumsThatNobodyWants() throws IOException {
    StagedBytes staged =
        new SlotStager(parts(random(100), random(100)), ByteBuffer.allocateDirect(PAGE))
            .stage(Verification.KCORE, this::load);
    assertThat(staged.purgatoryCheck()).isEmpty();
    assertThat(staged.digests()).hasSize(2);
  }

  @Test
  void endsWithTheFirstLoadThatFails() {
    system.refuseLoadsWith(16);
    SlotStager stager =
        new SlotStager(parts(random(MOST), random(MOST)), ByteBuffer.allocateDirect(PAGE));
    assertThatExceptionOfType(KexecException.class)
        .isThrownBy(() -> stager.stage(Verification.KCORE, this::load))
        .withMessageEndingWith("= EBUSY");
    assertThat(system.calls()).hasSize(1);
  }

  @Test
  void refusesAWindowOfLessThanAPage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SlotStager(List.of(), ByteBuffer.allocateDirect(PAGE - 1)))
        .withMessageContaining("expected a page or more");
  }

  private void load(List<Segment> segments, boolean more) {
    // what was loaded before is overwritten in the window, as the next load does
    system.load(Target.CRASH, BASE, segments);
    segments.forEach(SlotStagerTest::overwrite);
  }

  private static void overwrite(Segment segment) {
    ByteBuffer source = segment.source();
    while (source.hasRemaining()) {
      source.put((byte) 0x5a);
    }
  }

  private static List<StagedPart> parts(byte[] kernel, byte[] initrd) {
    long pages = AddressRange.alignUp(initrd.length, PAGE);
    return List.of(
        new StagedPart(contents(kernel), KERNEL),
        new StagedPart(contents(initrd), AddressRange.ofSize(KERNEL.end() + PAGE, pages)));
  }

  private static Contents contents(byte[] bytes) {
    return new Contents() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public void read(long offset, ByteBuffer into) {
        into.put(bytes, (int) offset, into.remaining());
      }
    };
  }

  private static List<Segment> whole(List<StagedPart> parts) throws IOException {
    List<Segment> segments = new ArrayList<>();
    for (StagedPart part : parts) {
      ByteBuffer bytes = ByteBuffer.allocateDirect((int) part.contents().size());
      part.contents().read(0, bytes);
      segments.add(new Segment(bytes.flip(), part.destination()));
    }
    return segments;
  }

  private static List<List<Integer>> values(PurgatoryCheck check) {
    return check.ranges().stream()
        .map(crc -> List.of(crc.value(0), crc.value(1), crc.value(2)))
        .toList();
  }

  private byte[] read(long address, int length) {
    ByteBuffer into = ByteBuffer.allocate(length);
    system.physicalMemory().read(address, into);
    return Arrays.copyOf(into.array(), length);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
