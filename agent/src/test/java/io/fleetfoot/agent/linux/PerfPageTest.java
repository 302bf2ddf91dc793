package io.fleetfoot.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.timing.PerfClock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class PerfPageTest {

  private static final int CAP_USER_TIME_ZERO = 1 << 4;

  @Test
  void saysNothingWhileTheKernelIsWriting() {
    assertThat(PerfPage.parse(page(7, CAP_USER_TIME_ZERO, 1234))).isEmpty();
  }

  @Test
  void saysNothingWithoutAStableCounter() {
    assertThat(PerfPage.parse(page(8, 0, 1234))).isEmpty();
  }

  @Test
  void saysNothingWithoutAMultiplier() {
    assertThat(PerfPage.parse(page(8, CAP_USER_TIME_ZERO, 0))).isEmpty();
  }

  @Test
  void readsHowTheCounterIsScaled() {
    assertThat(PerfPage.parse(page(8, CAP_USER_TIME_ZERO, 1234)))
        .contains(new PerfClock(-99_000_000L, 1234, 31));
  }

  private static ByteBuffer page(int lock, long capabilities, int mult) {
    ByteBuffer page = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    page.putInt(8, lock).putLong(40, capabilities).putShort(50, (short) 31);
    return page.putInt(52, mult).putLong(64, -99_000_000L);
  }
}
