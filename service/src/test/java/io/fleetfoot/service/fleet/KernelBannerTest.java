package io.fleetfoot.service.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KernelBannerTest {

  private static final String LONGEST = "6." + "1".repeat(62);

  @Property(tries = 300)
  void findsABannerWhereverItStands(@ForAll @IntRange(max = 200_000) int at) throws IOException {
    assertThat(found(at, 200_200, "Linux version " + LONGEST + " (a)"))
        .containsExactly(new KernelBanner(at, LONGEST));
  }

  @Property(tries = 300)
  void findsABannerAcrossTheEndOfWhatIsReadAtOnce(@ForAll @IntRange(max = 200) int back)
      throws IOException {
    int at = (1 << 16) - back;

    assertThat(found(at, 0x20000, "Linux version " + LONGEST + " (a)"))
        .containsExactly(new KernelBanner(at, LONGEST));
  }

  @Test
  void passesOverWhatNamesNoReleaseOfAKernel() throws IOException {
    assertThat(found(0, 100, "Linux version  (a)")).isEmpty();
    assertThat(found(0, 100, "Linux version x6.1 (a)")).isEmpty();
    assertThat(found(0, 100, "Linux version 6.1\n(a)")).isEmpty();
    assertThat(found(0, 200, "Linux version " + LONGEST + "1 (a)")).isEmpty();
    assertThat(found(0, 17, "Linux version 6.1")).isEmpty();
    assertThat(found(0, 14, "Linux version ")).isEmpty();
    assertThat(found(0, 0, "")).isEmpty();
  }

  private static List<KernelBanner> found(int at, int length, String text) throws IOException {
    byte[] bytes = new byte[length];
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, bytes, at, ascii.length);
    List<KernelBanner> found = new ArrayList<>();
    assertThat(KernelBanner.scan(new ByteArrayInputStream(bytes), found::add)).isEqualTo(length);
    return found;
  }
}
