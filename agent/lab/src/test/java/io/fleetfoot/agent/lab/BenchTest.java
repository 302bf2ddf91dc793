package io.fleetfoot.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {

  private static final List<BenchVariant> HOPS = List.of(BenchVariant.QUICK, BenchVariant.RESERVED);
  private static final String FIRST = "boot 0 mhz 1000 startup_64 1 start_kernel 2";

  @Test
  void givesEachBootToTheHopThatLedThere() {
    List<String> said =
        List.of(FIRST, "staged seconds 1.000 rss-mib 1 anonymous-mib 1", boot(1, 5), boot(2, 7));
    Map<BenchVariant, List<KexecStamps>> stamps = Bench.stamps(HOPS, said);
    assertThat(stamps.get(BenchVariant.QUICK)).extracting(KexecStamps::head).containsExactly(5L);
    assertThat(stamps.get(BenchVariant.RESERVED)).extracting(KexecStamps::head).containsExactly(7L);
  }

  @Test
  void refusesAMachineThatDidNotTakeEveryHop() {
    assertThatThrownBy(() -> Bench.stamps(HOPS, List.of(FIRST, boot(1, 5), "end after a failed")))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("found 2 boots, wanted the first and 2 hops")
        .hasMessageContaining("end after a failed");
  }

  @Test
  void refusesAHopThatTheFirmwareEnded() {
    List<String> said = List.of(FIRST, boot(1, 5), FIRST.replace("boot 0", "boot 2"));
    assertThatThrownBy(() -> Bench.stamps(HOPS, said)).hasMessageContaining("not entered by kexec");
  }

  @Test
  void leavesOutWhatWasNotMeasured() {
    var result =
        new BenchResult(
            Map.of(BenchVariant.QUICK, List.of(new KexecStamps(1000, 2000, 0, 400_000, 1000))),
            Map.of(),
            Map.of("stageSeconds", 2.5),
            Map.of());
    JsonObject json = JsonParser.parseString(result.json()).getAsJsonObject();
    JsonObject variants = json.getAsJsonObject("variants");
    assertThat(variants.keySet()).containsExactly("quick");
    JsonObject quick = variants.getAsJsonObject("quick");
    assertThat(quick.get("instructionsMillions").getAsDouble()).isEqualTo(0.403);
    assertThat(quick.has("tscMillis")).isFalse();
    assertThat(quick.get("n").getAsInt()).isZero();
    assertThat(json.getAsJsonObject("agent").get("stageSeconds").getAsDouble()).isEqualTo(2.5);
    assertThat(result.table()).contains("quick").contains("0.4030");
  }

  @Test
  void takesTheMiddleOfTheFigures() {
    assertThat(BenchResult.median(List.of(3.0, 1.0, 100.0))).hasValue(3);
    assertThat(BenchResult.median(List.of(4.0, 1.0, 2.0, 100.0))).hasValue(3);
    assertThat(BenchResult.median(List.of())).isEmpty();
  }

  @Test
  void putsTheBallastBeforeTheInitrdAsTheKernelWantsIt(@TempDir Path directory) throws IOException {
    Path small = Files.write(directory.resolve("small"), new byte[] {0x1f, (byte) 0x8b});
    Path large = directory.resolve("large");
    IncompressibleInitrd.write(large, 1, small);
    byte[] bytes = Files.readAllBytes(large);
    assertThat(bytes).startsWith("070701".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(bytes).hasSize(120 + (1 << 20) + 124 + 2).endsWith(0x1f, 0x8b);
  }

  private static String boot(int taken, int head) {
    return "boot %d entered-by launcher mhz 1000 machine_kexec 10 relocated 20 startup_64 30 start_kernel %d"
        .formatted(taken, 30 + head);
  }
}
