package io.fleetfoot.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.preflight.Severity;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DoctorTest {

  private static final Finding FIT =
      new Finding("architecture", Severity.OK, "x86_64", "x86_64", "");
  private static final Finding LOCKED =
      new Finding("lockdown", Severity.REFUSE, "[integrity]", "[none]", "boot without lockdown=");
  private static final Finding HINT =
      new Finding("watchdog", Severity.WARN, "none", "one", "load its driver");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Optional<Path>> asked = new ArrayList<>();

  @Test
  void endsWithOneWhereACheckRefuses() {
    assertThat(doctor(List.of(FIT, LOCKED))).isEqualTo(1);
    assertThat(text(err)).startsWith("1 check refuses");
    assertThat(doctor(List.of(FIT, HINT))).isZero();
  }

  @Test
  void refusesWordsItDoesNotKnow() {
    assertThat(doctor(List.of(FIT), "--fix")).isEqualTo(2);
    assertThat(text(err)).contains("fleetfoot-agent doctor --help");
    assertThat(text(out)).isEmpty();
  }

  @Test
  void printsATable() {
    doctor(List.of(FIT, LOCKED, HINT));
    assertThat(text(out))
        .isEqualTo(
            """
            CHECK         RESULT   FOUND
            architecture  ok       x86_64
            lockdown      refuse   [integrity]
                                   wanted: [none]
                                   do: boot without lockdown=
            watchdog      warn     none
                                   wanted: one
                                   do: load its driver

            1 ok, 1 warn, 1 refuse, 0 unknown
            """);
  }

  @Test
  void printsJson() {
    doctor(List.of(LOCKED), "--json", "--config", "/a");
    JsonObject json = JsonParser.parseString(text(out)).getAsJsonObject();
    assertThat(json.get("fit").getAsBoolean()).isFalse();
    JsonObject check = json.getAsJsonArray("checks").get(0).getAsJsonObject();
    assertThat(check.get("id").getAsString()).isEqualTo("lockdown");
    assertThat(check.get("severity").getAsString()).isEqualTo("refuse");
    assertThat(check.get("remedy").getAsString()).isEqualTo("boot without lockdown=");
    assertThat(asked).containsExactly(Optional.of(Path.of("/a")));
  }

  private int doctor(List<Finding> findings, String... arguments) {
    List<String> words = new ArrayList<>(List.of("doctor"));
    words.addAll(List.of(arguments));
    return new Commands(
            new PrintStream(out), new PrintStream(err), InstantSource.system(), new SecureRandom())
        .onHost(
            file -> {
              asked.add(file);
              return findings;
            },
            root -> {
              throw new AssertionError("doctor changes nothing");
            },
            HostMemory.UNKNOWN)
        .run(words);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
