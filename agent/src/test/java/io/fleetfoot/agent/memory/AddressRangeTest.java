package io.fleetfoot.agent.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AddressRangeTest {

  @Test
  void refusesRangeThatEndsBeforeItStarts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AddressRange(0x2000, 0x1000))
        .withMessage("range ends at 0x1000, before its start 0x2000");
  }

  @Test
  void refusesSizeBeyond64Bits() {
    assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.ofSize(-0x1000, 0x1001));
  }

  @Test
  void refusesAlignmentThatIsNoPowerOfTwo() {
    assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.alignUp(1, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.alignUp(1, 0));
  }

  @Test
  void refusesToAlignBeyondTheLastAddress() {
    assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.alignUp(-1, 0x1000));
  }

  @Test
  void comparesAddressesAsUnsignedNumbers() {
    AddressRange range = new AddressRange(0x7fffffffffffffffL, 0x8000000000000001L);
    assertThat(range.size()).isEqualTo(2);
    assertThat(range.contains(0x8000000000000000L)).isTrue();
    assertThat(range.contains(0x8000000000000001L)).isFalse();
  }

  @Test
  void leavesOutTheVeryLastByte() {
    assertThat(AddressRange.inclusive(0, -1)).isEqualTo(new AddressRange(0, -1));
  }

  @Test
  void printsAsHalfOpenHexadecimal() {
    assertThat(AddressRange.inclusive(0x100000, 0x1ffffff)).hasToString("[0x100000, 0x2000000)");
  }

  @Property
  void overlapsExactlyWhereBothContainAByte(
      @ForAll @IntRange(max = 20) int a,
      @ForAll @IntRange(max = 20) int b,
      @ForAll @IntRange(max = 20) int c,
      @ForAll @IntRange(max = 20) int d) {
    // around the sign bit, where signed comparison fails
    long origin = 0x7ffffffffffffff6L;
    AddressRange one = AddressRange.ofSize(origin + a, b);
    AddressRange other = AddressRange.ofSize(origin + c, d);
    boolean common = false;
    for (int i = 0; i <= 40; i++) {
      common |= one.contains(origin + i) && other.contains(origin + i);
    }
    assertThat(one.overlaps(other)).isEqualTo(common);
    assertThat(other.overlaps(one)).isEqualTo(common);
  }

  @Property
  void alignsToTheNextMultipleEitherWay(
      @ForAll @IntRange(min = 0) int address, @ForAll @IntRange(min = 0, max = 30) int bits) {
    long alignment = 1L << bits;
    long up = AddressRange.alignUp(address, alignment);
    long down = AddressRange.alignDown(address, alignment);
    assertThat(up % alignment).isZero();
    assertThat(down % alignment).isZero();
    assertThat(up - address).isBetween(0L, alignment - 1);
    assertThat(address - down).isBetween(0L, alignment - 1);
  }
}
