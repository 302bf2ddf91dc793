package io.fleetfoot.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.command.Commands;
import io.fleetfoot.agent.command.HostMemory;
import io.fleetfoot.agent.preflight.Fitness;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The man page says what the commands' own help says: it is written from it. */
class ManPageTest {

  private static final Path PAGE = Path.of("src/package/fleetfoot-agent.8");

  private static final String HEAD =
      """
      .\\" Written from the code: mvn -pl agent test -Dtest=ManPageTest -Dfleetfoot.docs.write=true
      .TH FLEETFOOT-AGENT 8 "" "Fleetfoot" "System administration"
      .SH NAME
      fleetfoot-agent \\- reboots this host into a new kernel by fast kexec
      """;

  private static final String TAIL =
      """
      .SH EXIT STATUS
      0 when all went well, 1 when it could not be done or a check refuses, 2 when it was called wrongly.
      .SH FILES
      .TP
      .I /etc/fleetfoot/agent.properties
      the configuration of the service, documented key by key
      .TP
      .I /etc/fleetfoot/trusted-keys/*.pem
      public keys of those who may sign kernel images for this host
      .TP
      .I /var/lib/fleetfoot
      the host's key, its identity, the journal and the cache
      """;

  @Test
  void saysWhatTheCommandsSay() throws Exception {
    String page = HEAD + section("COMMANDS", AgentCommand.USAGE) + commands() + TAIL;
    if (Boolean.getBoolean("fleetfoot.docs.write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page);
    assertThat(page.lines()).noneMatch(line -> line.startsWith("'") || line.length() > 160);
  }

  private static String commands() {
    var nothing = new PrintStream(OutputStream.nullOutputStream());
    return new Commands(nothing, nothing, InstantSource.system(), new SecureRandom())
            .onHost(
                file -> new Fitness(List.of(), List.of()),
                root -> {
                  throw new IllegalStateException("not called");
                },
                HostMemory.UNKNOWN)
            .usages()
            .entrySet()
            .stream()
            .map(command -> section(command.getKey().toUpperCase(Locale.ROOT), command.getValue()))
            .collect(Collectors.joining());
  }

  private static String section(String title, String help) {
    return ".SH \"" + title + "\"\n.nf\n" + escaped(help) + ".fi\n";
  }

  private static String escaped(String text) {
    return text.lines()
        .map(line -> line.replace("\\", "\\e").replace("-", "\\-"))
        .map(line -> line.startsWith(".") ? "\\&" + line : line)
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
