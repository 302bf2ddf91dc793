package io.fleetfoot.agent.image;

import static io.fleetfoot.agent.image.testing.SyntheticKernel.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.agent.image.testing.SyntheticKernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FlatKernelTest {

  private static final long LOAD = SyntheticKernel.LOAD_ADDRESS;
  private static final int SIZE = 0x3800;
  private static final long DELTA = 0x12400000;

  private static final int ADDED_32 = 0x11; // unaligned, as many are
  private static final int SUBTRACTED_32 = 0x205;
  private static final int ADDED_64 = 0x3003; // in the second segment

  @Test
  void refusesListsThatAreNotWholeWords() {
    byte[] elf = SyntheticKernel.elf(0, word(LOAD), 0, word(LOAD));
    assertRefused(Arrays.copyOf(elf, elf.length - 2), "are not whole words");
  }

  @Test
  void refusesListsThatDoNotBeginWithZero() {
    assertRefused(SyntheticKernel.elf(word(LOAD), 0, 0), "expected a zero first");
  }

  @Test
  void refusesASingleList() {
    assertRefused(SyntheticKernel.elf(0, word(LOAD)), "have 1 zeros");
  }

  @Test
  void refusesMoreThanThreeLists() {
    assertRefused(SyntheticKernel.elf(0, 0, 0, 0), "have 4 zeros");
  }

  @Test
  void refusesFieldBelowTheKernel() {
    assertRefused(SyntheticKernel.elf(0, 0, word(LOAD - 1)), "outside of the segments' bytes");
  }

  @Test
  void refusesFieldInTheGapBetweenSegments() {
    assertRefused(SyntheticKernel.elf(0, 0, word(LOAD + 0x2000)), "outside");
  }

  @Test
  void refusesFieldThatEndsBehindTheBytesOfItsSegment() {
    assertRefused(SyntheticKernel.elf(0, 0, word(LOAD + 0x37fd)), "outside");
  }

  @Test
  void refusesFieldThatIsNoKernelAddress() {
    assertRefused(SyntheticKernel.elf(0, 0, 0x36e87ec), "outside");
  }

  @Test
  void refusesKernelLinkedElsewhereThanTheBzImageSays() {
    byte[] file = SyntheticKernel.bzImage(new byte[8]);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0x258, 0x2000000);
    ElfKernel kernel = ElfKernel.parse(ByteBuffer.wrap(SyntheticKernel.elf()));
    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> FlatKernel.of(BzImage.parse(ByteBuffer.wrap(file)), kernel))
        .withMessageContaining("pref_address is 0x2000000");
  }

  @Test
  void refusesToBeWrittenToTheHeap() {
    FlatKernel kernel = flat(SyntheticKernel.elf());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.writeTo(ByteBuffer.allocate(SIZE), KaslrDelta.NONE))
        .withMessageContaining("Java heap");
  }

  @Test
  void refusesATooSmallDestination() {
    FlatKernel kernel = flat(SyntheticKernel.elf());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.writeTo(ByteBuffer.allocateDirect(SIZE - 1), KaslrDelta.NONE));
  }

  @Test
  void needsTheMemoryThatTheSetupHeaderAsksFor() {
    KernelFootprint footprint = flat(SyntheticKernel.elf()).footprint();
    assertThat(footprint).isEqualTo(new KernelFootprint(SIZE, 0x10000, 0x200000, 0x123));
  }

  @Test
  void laysSegmentsByPhysicalAddressWithZerosBetween() {
    byte[] elf = SyntheticKernel.elf();
    ByteBuffer destination = ByteBuffer.allocateDirect(SIZE + 10);
    while (destination.hasRemaining()) {
      destination.put((byte) 0x99);
    }
    destination.position(4);
    flat(elf).writeTo(destination, KaslrDelta.NONE);
    assertThat(destination.position()).isEqualTo(4 + SIZE);
    byte[] image = bytes(destination.slice(4, SIZE));
    assertThat(image).startsWith(Arrays.copyOfRange(elf, 0x1000, 0x3000));
    assertThat(Arrays.copyOfRange(image, 0x2000, 0x3000)).containsOnly(0);
    assertThat(image).endsWith(Arrays.copyOfRange(elf, 0x3000, 0x3800));
  }

  @Test
  void movesEachFieldOfThreeListsAndNothingElse() {
    byte[] elf =
        SyntheticKernel.elf(
            0, word(LOAD + ADDED_64), 0, word(LOAD + SUBTRACTED_32), 0, word(LOAD + ADDED_32));
    ByteBuffer plain = image(elf, 0);
    ByteBuffer wanted = image(elf, 0);
    wanted.putInt(ADDED_32, plain.getInt(ADDED_32) + (int) DELTA);
    wanted.putInt(SUBTRACTED_32, plain.getInt(SUBTRACTED_32) - (int) DELTA);
    wanted.putLong(ADDED_64, plain.getLong(ADDED_64) + DELTA);
    assertThat(bytes(image(elf, DELTA))).isEqualTo(bytes(wanted));
  }

  @Test
  void movesTheFieldsOfTwoListsAsNewerKernelsHaveThem() {
    byte[] elf = SyntheticKernel.elf(0, word(LOAD + ADDED_64), 0, word(LOAD + ADDED_32));
    ByteBuffer wanted = image(elf, 0);
    wanted.putInt(ADDED_32, wanted.getInt(ADDED_32) + (int) DELTA);
    wanted.putLong(ADDED_64, wanted.getLong(ADDED_64) + DELTA);
    assertThat(bytes(image(elf, DELTA))).isEqualTo(bytes(wanted));
  }

  @Property(tries = 200)
  void writesTheSameInWindowsOfAnySize(@ForAll @IntRange(min = 1, max = SIZE) int window) {
    // fields one after the other, so that some lie across the edge of a window
    int[] words = new int[303];
    for (int i = 0; i < 100; i++) {
      words[1 + i] = word(LOAD + ADDED_64 + 8 * i);
      words[102 + i] = word(LOAD + SUBTRACTED_32 + 4 * i);
      words[203 + i] = word(LOAD + ADDED_32 + 4 * i);
    }
    FlatKernel kernel = flat(SyntheticKernel.elf(words));
    ByteBuffer whole = ByteBuffer.allocateDirect(SIZE);
    kernel.writeTo(whole, new KaslrDelta(DELTA));
    ByteBuffer pieces = ByteBuffer.allocateDirect(SIZE);
    for (int at = 0; at < SIZE; at += window) {
      kernel.write(at, pieces.limit(Math.min(at + window, SIZE)), new KaslrDelta(DELTA));
    }
    assertThat(bytes(pieces.flip())).isEqualTo(bytes(whole.flip()));
  }

  @Test
  void refusesAWindowBeyondItsEnd() {
    FlatKernel kernel = flat(SyntheticKernel.elf());
    ByteBuffer window = ByteBuffer.allocateDirect(10);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.write(SIZE - 9, window, KaslrDelta.NONE))
        .withMessage("10 bytes from %d on, the flat kernel has %d", SIZE - 9, SIZE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.write(0, ByteBuffer.allocate(10), KaslrDelta.NONE))
        .withMessageContaining("Java heap");
  }

  @Test
  void drawsNoDeltaForAKernelThatCannotBeMoved() {
    FlatKernel kernel = flat(SyntheticKernel.elf());
    assertThat(kernel.isRelocatable()).isFalse();
    assertThat(kernel.drawDelta(new Random(1))).isSameAs(KaslrDelta.NONE);
  }

  @Property(tries = 500)
  void drawsDeltasThatKeepTheKernelInsideItsGigabyte(@ForAll long seed) {
    FlatKernel kernel = flat(SyntheticKernel.elf(0, 0));
    long delta = kernel.drawDelta(new Random(seed)).bytes();
    assertThat(delta % 0x200000).isZero();
    assertThat(delta).isBetween(0L, (1L << 30) - LOAD - 0x200000);
  }

  @Test
  void drawsTheHighestDeltaToo() {
    FlatKernel kernel = flat(SyntheticKernel.elf(0, 0));
    RandomGenerator highest =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            return -1;
          }

          @Override
          public long nextLong(long bound) {
            return bound - 1;
          }
        };
    assertThat(kernel.deltas()).isEqualTo(504);
    assertThat(kernel.drawDelta(highest).bytes()).isEqualTo((1L << 30) - LOAD - 0x200000);
  }

  @Test
  void doesNotTellTheDelta() {
    assertThat(new KaslrDelta(DELTA)).hasToString("KaslrDelta[hidden]");
  }

  private static ByteBuffer image(byte[] elf, long delta) {
    ByteBuffer destination = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    flat(elf).writeTo(destination, new KaslrDelta(delta));
    return destination.flip();
  }

  private static FlatKernel flat(byte[] elf) {
    BzImage image = BzImage.parse(ByteBuffer.wrap(SyntheticKernel.bzImage(new byte[8])));
    return FlatKernel.of(image, ElfKernel.parse(ByteBuffer.wrap(elf)));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return bytes;
  }

  private static void assertRefused(byte[] elf, String reason) {
    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> flat(elf))
        .withMessageContaining(reason);
  }
}
