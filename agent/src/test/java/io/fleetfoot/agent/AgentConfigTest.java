package io.fleetfoot.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConfigTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "service.url =                    | service.url: found nothing",
        "service.url = ftp://a            | service.url: found ftp://a, wanted an http or https URL",
        "service.url = http:///x          | service.url: found http:///x",
        "service.url = not a url          | service.url: found not a url",
        "state.directory = var            | state.directory: found var, wanted an absolute path",
        "trusted.keys = keys              | trusted.keys: found keys, wanted an absolute path",
        "machine-id.file = id             | machine-id.file: found id, wanted an absolute path",
        "poll.interval = 5s               | poll.interval: found 5s, wanted an ISO-8601 duration",
        "poll.interval = PT0S             | poll.interval: found PT0S",
        "poll.interval = PT2H             | poll.interval: found PT2H",
        "metrics.listen = 9101            | metrics.listen: found 9101, wanted an address and a port",
        "metrics.listen = 0.0.0.0:99999   | metrics.listen: found 0.0.0.0:99999",
        "metrics.listen = 0.0.0.0:http    | metrics.listen: found 0.0.0.0:http",
        "textfile.directory = textfiles    | textfile.directory: found textfiles, wanted an absolute",
        "checks.interval = PT1S            | checks.interval: found PT1S, wanted an ISO-8601 duration",
        "service.ca = ca.pem               | service.ca: found ca.pem, wanted an absolute path",
        "service.ca = /ca.pem              | service.ca: found service.url = http://a, wanted an https",
        "join.token.file = token           | join.token.file: found token, wanted an absolute path",
        "labels. = x                      | labels.: found no name after the dot",
        "debug.corrupt-slot-after-staging = yes | found yes, wanted true or false",
        "quick.flag = 8000                | quick.flag: found 8000, wanted one bit from 0x4 to 0x8000",
        "quick.flag = 0x1                 | quick.flag: found 0x1",
        "quick.flag = 0xc                 | quick.flag: found 0xc",
        "quick.flag = 0x10000             | quick.flag: found 0x10000",
        "verification.none = maybe        | verification.none: found maybe, wanted true or false",
        "servce.url = http://a            | unknown key servce.url, wanted one of",
      })
  void namesKeyFoundAndWanted(String line, String message) {
    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(() -> config("service.url = http://a", line))
        .withMessageContaining(message);
  }

  @Test
  void refusesTwoJoinTokens() {
    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(
            () -> config("service.url = http://a", "join.token = a", "join.token.file = /b"))
        .withMessage("join.token: found join.token.file as well, wanted one of the two");
  }

  @ParameterizedTest
  @CsvSource({
    "http://fleetfoot.example, true",
    "http://10.0.2.2:8080, true",
    "https://fleetfoot.example, false",
    "http://localhost:8080, false",
    "http://127.0.0.1:8080, false",
    "http://[::1]:8080, false"
  })
  void knowsWhenItSpeaksInTheOpen(String url, boolean inTheOpen) throws IOException {
    assertThat(config("service.url = " + url).isInTheOpen()).isEqualTo(inTheOpen);
  }

  @Test
  void needsTheServicesUrl() {
    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(() -> config("poll.interval = PT1S"))
        .withMessage("service.url: found nothing, wanted the service's URL");
  }

  @Test
  void saysWhenTheFileIsMissing(@TempDir Path directory) {
    Path file = directory.resolve("agent.properties");
    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(() -> AgentConfig.read(file))
        .withMessage("configuration file " + file + " does not exist; is the path right?");
  }

  @Test
  void namesAllFaultsAtOnceWithTheirLines(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("agent.properties"),
            """
            # service.url is missing
            poll.interval = 5s
            metrics.listen: 9101
            join.token = a\\
              b
            departure = north
            poll.interval PT9H
            join.token.file = /b
            servce.url = http://a
            """);
    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(() -> AgentConfig.read(file))
        .satisfies(
            thrown ->
                assertThat(String.valueOf(thrown.getMessage()).lines().map(String::strip))
                    .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).isEqualTo("7 faults:"),
                        line ->
                            assertThat(line).startsWith("poll.interval: found it in lines 2 and 7"),
                        line ->
                            assertThat(line)
                                .startsWith("unknown key servce.url,")
                                .endsWith(" (line 9)"),
                        line -> assertThat(line).startsWith("service.url: found nothing"),
                        line ->
                            assertThat(line)
                                .startsWith("poll.interval: found PT9H, wanted")
                                .endsWith(" (lines 2 and 7)"),
                        line ->
                            assertThat(line)
                                .startsWith("metrics.listen: found 9101,")
                                .endsWith(" (line 3)"),
                        line ->
                            assertThat(line)
                                .startsWith("departure: found north,")
                                .endsWith(" (line 6)"),
                        line ->
                            assertThat(line)
                                .startsWith("join.token: found join.token.file as well")
                                .endsWith(" (line 4)")));
  }

  @Test
  void refusesAKeyThatIsThereTwice(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("agent.properties"),
            "service.url = http://a\n\nservice.url = http://b\n");
    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(() -> AgentConfig.read(file))
        .withMessage(
            "service.url: found it in lines 1 and 3, wanted it once; remove what you do not mean");
  }

  @Test
  void warnsOfWhatItCanDoWithout(@TempDir Path directory) throws IOException {
    AgentConfig config =
        config("service.url = https://a", "join.token = a", "textfile.directory = /proc/none");
    Path file = Files.writeString(directory.resolve("agent.properties"), "");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(StartChecks.warnings(file, config))
        .satisfiesExactly(
            secret -> assertThat(secret).contains("found mode 0644, wanted 0600"),
            textfile -> assertThat(textfile).contains("found /proc/none, which is no directory"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(StartChecks.warnings(file, config)).hasSize(1);
    assertThat(StartChecks.warnings(file, config("service.url = https://a"))).isEmpty();
  }

  @Test
  void saysWhatIsThereInsteadOfAFile(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("agent.properties"), "service.url = \\u12\n");
    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(() -> AgentConfig.read(directory))
        .withMessage(
            "configuration file "
                + directory
                + " is a directory, wanted a file; name the file in it");
    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(() -> AgentConfig.read(file))
        .withMessageContaining("found a \\u without four hexadecimal digits");
  }

  @Test
  void hasDefaultsForEverythingButTheUrl() throws IOException {
    AgentConfig config = config("service.url = http://10.0.2.2:8080/");
    assertThat(config.serviceUrl()).isEqualTo(URI.create("http://10.0.2.2:8080"));
    assertThat(config.joinToken()).isEmpty();
    assertThat(config.joinTokenFile()).isEmpty();
    assertThat(config.serviceCa()).isEmpty();
    assertThat(config.stateDirectory()).isEqualTo(Path.of("/var/lib/fleetfoot"));
    assertThat(config.trustedKeys()).isEqualTo(Path.of("/etc/fleetfoot/trusted-keys"));
    assertThat(config.machineIdFile()).isEqualTo(Path.of("/etc/machine-id"));
    assertThat(config.pollInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.metrics().listen().getHostString()).isEqualTo("0.0.0.0");
    assertThat(config.metrics().listen().getPort()).isEqualTo(9101);
    assertThat(config.metrics().textfileDirectory()).isEmpty();
    assertThat(config.metrics().checksInterval()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.labels()).isEmpty();
    assertThat(config.unverified()).isFalse();
    assertThat(config.quickRegion()).isEqualTo("Quick kexec");
    assertThat(config.quickFlag()).isEqualTo(0x8000);
    assertThat(config.corruptSlotAfterStaging()).isFalse();
  }

  @Test
  void readsEveryKey(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("agent.properties"),
            """
            service.url = https://fleetfoot.example
            service.ca = /etc/fleetfoot/ca.pem
            join.token = jt_x
            state.directory = /data/fleetfoot
            machine-id.file = /data/machine-id
            poll.interval = PT15S
            metrics.listen = 127.0.0.1:9999
            labels.site = lab
            labels.rack = r1
            verification.none = true
            quick.region = Vendor kexec
            quick.flag = 0x4
            debug.corrupt-slot-after-staging = true
            """);
    AgentConfig config = AgentConfig.read(file);
    assertThat(config.serviceUrl()).isEqualTo(URI.create("https://fleetfoot.example"));
    assertThat(config.serviceCa()).isEqualTo(Optional.of(Path.of("/etc/fleetfoot/ca.pem")));
    assertThat(config.joinToken()).isEqualTo(Optional.of("jt_x"));
    assertThat(config.stateDirectory()).isEqualTo(Path.of("/data/fleetfoot"));
    assertThat(config.machineIdFile()).isEqualTo(Path.of("/data/machine-id"));
    assertThat(config.pollInterval()).isEqualTo(Duration.ofSeconds(15));
    assertThat(config.metrics().listen().getPort()).isEqualTo(9999);
    assertThat(config.labels()).isEqualTo(Map.of("site", "lab", "rack", "r1"));
    assertThat(config.unverified()).isTrue();
    assertThat(config.quickRegion()).isEqualTo("Vendor kexec");
    assertThat(config.quickFlag()).isEqualTo(4);
    assertThat(config.corruptSlotAfterStaging()).isTrue();
  }

  private static AgentConfig config(String... lines) throws IOException {
    var properties = new Properties();
    properties.load(new StringReader(String.join("\n", lines)));
    return AgentConfig.from(properties);
  }
}
