package io.fleetfoot.agent.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SegmentTest {

  private static final AddressRange PAGE = AddressRange.ofSize(0x10000000, 0x1000);

  @Test
  void refusesBytesOnTheHeap() {
    assertRefused(ByteBuffer.allocate(1), PAGE, "on the Java heap");
  }

  @Test
  void refusesEmptySegment() {
    assertRefused(ByteBuffer.allocateDirect(0), PAGE, "is empty");
  }

  @Test
  void refusesDestinationThatIsNotMadeOfWholePages() {
    assertRefused(direct(1), new AddressRange(0x10000000, 0x10000fff), "whole pages");
    assertRefused(direct(1), new AddressRange(0x10000001, 0x10001000), "whole pages");
  }

  @Test
  void refusesMoreBytesThanTheDestinationHas() {
    assertRefused(direct(0x1001), PAGE, "4097 bytes do not fit");
  }

  @Test
  void keepsItsBytesWhenTheBufferMovesOn() {
    ByteBuffer buffer = direct(16);
    buffer.position(4);
    Segment segment = new Segment(buffer, PAGE);
    buffer.position(16);
    segment.source().get();
    assertThat(segment.source().remaining()).isEqualTo(12);
    assertThat(segment.staged()).isEqualTo(AddressRange.ofSize(0x10000000, 12));
  }

  @Test
  void doesNotPrintItsBytes() {
    assertThat(new Segment(direct(16), PAGE)).hasToString("16 bytes at [0x10000000, 0x10001000)");
  }

  private static ByteBuffer direct(int size) {
    return ByteBuffer.allocateDirect(size);
  }

  private static void assertRefused(ByteBuffer source, AddressRange range, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Segment(source, range))
        .withMessageContaining(reason);
  }
}
