package io.fleetfoot.service.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostmasterFileTest {

  private static final List<String> COMPLETE =
      List.of(
          "4711",
          "/var/lib/fleetfoot/postgres/data",
          "1795388400",
          "40123",
          "/var/lib/fleetfoot/postgres/sockets",
          "127.0.0.1",
          "  9224961         7",
          "ready   ");

  @Test
  void seesNothingInAnEmptyFile() {
    assertThat(PostmasterFile.parse(List.of())).isEmpty();
  }

  @Test
  void seesNothingInGarbage() {
    assertThat(PostmasterFile.parse(List.of("-17 cats", "", ""))).isEmpty();
    assertThat(PostmasterFile.parse(List.of("99999999999999999999"))).isEmpty();
  }

  @Test
  void seesNothingWhereNoServerRuns(@TempDir Path data) {
    assertThat(PostmasterFile.read(data)).isEmpty();
  }

  @Test
  void isNotReadyWhileHalfWritten() {
    assertThat(PostmasterFile.parse(COMPLETE.subList(0, 3)))
        .hasValueSatisfying(
            file -> {
              assertThat(file.pid()).isEqualTo(4711);
              assertThat(file.port()).isEmpty();
              assertThat(file.readyOn(40123)).isFalse();
            });
  }

  @Test
  void isReadyOnItsOwnPortOnly() {
    PostmasterFile file = PostmasterFile.parse(COMPLETE).orElseThrow();

    assertThat(file.readyOn(40124)).isFalse();
    assertThat(file.readyOn(40123)).isTrue();
  }
}
