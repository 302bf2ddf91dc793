package io.fleetfoot.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.fleetfoot.agent.lab.GuestMachine.Clock;
import io.fleetfoot.agent.lab.GuestMachine.Reset;
import io.fleetfoot.agent.lab.HostImage.LabKernel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whether the next kernel's text is where chance put it, and nobody but root can know. */
@Timeout(900)
class KaslrLabIT extends LabTest {

  private static final long LINKED_START = 0xffffffff81000000L;
  private static final Pattern MOVES = Pattern.compile("moves the text by 0x([0-9a-f]+)");
  private static final Pattern TEXT = Pattern.compile("boot .* text ([0-9a-f]{16})");
  private static final Pattern SEARCHED = Pattern.compile("guest: searched (\\d+) files as nobody");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @Test
  void textIsWhereTheDrawPutItAndNothingInTheNextKernelTells() {
    LabKernel kernel = image().to();
    String hop = "hop reserved kcore /host/vmlinuz /host/initrd";
    GuestMachine machine =
        GuestMachine.make(
            directory,
            new Checkout(checkout()),
            kernel,
            image().root(),
            Map.of(kernel.kernel(), "vmlinuz", kernel.initrd(), "initrd"),
            List.of(hop, hop, hop, "leaks"));

    List<String> said =
        machine.run(Clock.TSC, Reset.ENDS, Lab.COMMAND_LINE, Duration.ofMinutes(10), line -> {});

    List<Long> moved = numbers(MOVES, said);
    assertThat(moved).hasSize(3).allMatch(delta -> delta % (2 << 20) == 0);
    // three draws out of 477 that are all the same are one in 227,529
    assertThat(moved.stream().distinct().count()).isGreaterThan(1);
    assertThat(numbers(TEXT, said).subList(1, 4))
        .isEqualTo(moved.stream().map(delta -> LINKED_START + delta).toList());
    assertThat(said).anyMatch(line -> line.startsWith("boot 3 entered-by launcher"));
    assertNothingIsTold(said.stream().map(line -> "guest: " + line).toList());
  }

  @Test
  void agentsOwnHopTellsNobodyWhereTheTextIs() {
    Lab lab = startLab(1, Lab.COMMAND_LINE + " lab.leaks", Map.of());
    JsonObject asked =
        RolloutRequests.inTwoWaves("kaslr", lab.createKernelImage("target", Lab.SAME_COMMAND_LINE));
    JsonArray waves = new JsonArray();
    waves.add("100%");
    asked.add("waves", waves);
    String rollout = lab.api().createRollout(asked);
    awaitRollout(rollout, "COMPLETED");
    VirtualHost host = machineOf(reboots(rollout).get(0));

    Waiting.until(
        "the next kernel was searched; the console is in " + lab.directory(),
        Duration.ofMinutes(5),
        () -> SEARCHED.matcher(ofTheLastBoot(host)).find());

    assertNothingIsTold(ofTheLastBoot(host).lines().toList());
  }

  private static String ofTheLastBoot(VirtualHost host) {
    String console = host.console();
    return console.substring(console.lastIndexOf("lab: host-1 runs"));
  }

  private static void assertNothingIsTold(List<String> lines) {
    // the search finds what there is to find: root may read the symbols
    assertThat(lines).anyMatch(line -> line.contains("guest: to root [/proc/kallsyms]"));
    assertThat(lines).noneMatch(line -> line.contains("told to nobody"));
    assertThat(lines)
        .flatMap(line -> matches(SEARCHED, line).map(found -> Integer.parseInt(found)).toList())
        .singleElement()
        .satisfies(files -> assertThat(files).isGreaterThan(1000));
  }

  private static List<Long> numbers(Pattern pattern, List<String> lines) {
    return lines.stream()
        .flatMap(line -> matches(pattern, line))
        .map(found -> Long.parseUnsignedLong(found, 16))
        .toList();
  }

  private static Stream<String> matches(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    return matcher.find() ? Stream.of(matcher.group(1)) : Stream.empty();
  }
}
