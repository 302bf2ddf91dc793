package io.fleetfoot.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.preflight.Fitness;
import io.fleetfoot.agent.preflight.MethodFitness;
import io.fleetfoot.agent.preflight.Refusal;
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
      new Finding(
          "lockdown",
          Severity.REFUSE,
          "[integrity]",
          "[none]",
          "boot without lockdown=",
          List.of("normal"));
  private static final Finding HINT =
      new Finding("watchdog", Severity.WARN, "none", "one", "load its driver");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Optional<Path>> asked = new ArrayList<>();

  @Test
  void endsWithOneWhereACheckRefuses() {
    assertThat(doctor(List.of(FIT, LOCKED))).isEqualTo(1);
    assertThat(text(err))
        .isEqualTo(
            "1 check refuses: the agent does not reboot this host by kexec; by the firmware it can\n");
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
                                   closes: normal
            watchdog      warn     none
                                   wanted: one
                                   do: load its driver

            1 ok, 1 warn, 1 refuse, 0 unknown

            METHOD    NOW  WHY NOT
            quick     no   quick-region (no line)
            normal    no   lockdown; yes where the policy verifies by purgatory
            firmware  yes
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
    assertThat(check.getAsJsonArray("closes").get(0).getAsString()).isEqualTo("normal");
    JsonObject method = json.getAsJsonArray("methods").get(1).getAsJsonObject();
    assertThat(method.get("method").getAsString()).isEqualTo("normal");
    assertThat(method.get("possible").getAsBoolean()).isFalse();
    JsonObject closedBy = method.getAsJsonArray("closedBy").get(0).getAsJsonObject();
    assertThat(closedBy.get("id").getAsString()).isEqualTo("lockdown");
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
              return fitness(findings);
            },
            root -> {
              throw new AssertionError("doctor changes nothing");
            },
            HostMemory.UNKNOWN)
        .run(words);
  }

  /** A host that can go by its firmware, and by normal unless it is locked down. */
  private static Fitness fitness(List<Finding> findings) {
    var noRegion = new Refusal("quick-region", "no line", "a region", "boot another kernel");
    List<Refusal> locked = findings.contains(LOCKED) ? List.of(LOCKED.refusal()) : List.of();
    return new Fitness(
        findings,
        List.of(
            new MethodFitness(LoadMethod.QUICK, List.of(noRegion), false),
            new MethodFitness(LoadMethod.NORMAL, locked, true),
            new MethodFitness(LoadMethod.FIRMWARE, List.of(), true)));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
