package io.fleetfoot.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fleetfoot.agent.image.testing.SyntheticCpio;
import io.fleetfoot.agent.image.testing.SyntheticKernel;
import io.fleetfoot.agent.image.testing.SyntheticUki;
import io.fleetfoot.agent.manifest.testing.TestManifests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Instant now = TestManifests.NOW;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.write(directory.resolve("vmlinuz"), SyntheticKernel.bzImage(new byte[4096]));
    Files.write(directory.resolve("initrd.img"), SyntheticCpio.archive("init"));
    Files.writeString(directory.resolve("garbage"), "an initramfs");
    byte[] packed = SyntheticCpio.gzipped("init");
    Files.write(directory.resolve("cut.gz"), Arrays.copyOf(packed, packed.length - 30));
    Files.writeString(directory.resolve("empty"), "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "keys generate                            | found no --out, wanted one",
        "keys generate --out                      | found nothing behind --out, wanted its value",
        "keys generate --out a --out b            | found --out twice, wanted it once",
        "keys generate --out a --force            | found --force, which this command does not know",
        "keys generate --out a b                  | found b, wanted options only",
        "keys make                                | found keys make, wanted keys generate",
        "image                                    | found image, wanted image join, image sign, image unpack, image verify",
        "image verify --keys a                    | found none, wanted one FILE",
        "image verify --keys a b c                | found [b, c], wanted one FILE",
        "image sign --key k                       | found no --out, wanted one",
        "image join --out a                       | found none, wanted one INITRD or more",
        "image unpack --out a                     | found none, wanted one FILE",
      })
  void saysWhatWasCalledWronglyAndHowToCallIt(String words, String message) {
    assertThat(run(words.split(" "))).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith(message)
        .contains("how it is called: fleetfoot-agent ", " --help")
        .hasLineCount(2);
    assertThat(out.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys --help",
        "keys generate --help",
        "image --help",
        "image sign --help",
        "image verify --help",
        "image join --help",
        "image unpack --help"
      })
  void helpsOnDemand(String words) {
    assertThat(run(words.split(" "))).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Usage: fleetfoot-agent ");
  }

  @Test
  void makesAKeyPairForItsOwnersEyesAndPrintsItsId() throws IOException {
    Path keys = directory.resolve("keys");
    assertThat(run("keys", "generate", "--out", keys.toString())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).strip()).matches("[0-9a-f]{64}");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(keys.resolve("signing.key"))))
        .isEqualTo("rw-------");
    assertThat(keys.resolve("signing.key")).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
    assertThat(keys.resolve("signing.pub")).content().startsWith("-----BEGIN PUBLIC KEY-----\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"signing.key", "signing.pub"})
  void neverOverwritesAKey(String name) throws IOException {
    Files.writeString(directory.resolve(name), "precious");
    assertThat(run("keys", "generate", "--out", directory.toString())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(name + " is there already");
    assertThat(directory.resolve(name)).hasContent("precious");
    try (var files = Files.list(directory)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("signing")))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--expires      | 90 days              | 2 | --expires: found 90 days, wanted days such as P90D",
        "--expires      | P0D                  | 2 | --expires: found P0D, wanted a time after now",
        "--expires      | 2026-11-20T00:00:00Z | 2 | wanted a time after now, 2026-11-21T00:00:00Z",
        "--expires      | P999999D             | 2 | found P999999D, wanted at most five years from now, until 2031-11-21",
        "--expires      | 9999-01-01T00:00:00Z | 2 | wanted at most five years from now",
        "--command-line | ''                   | 2 | --command-line: found an empty one, wanted at least root=",
        "--command-line | aüb                  | 2 | found 0xfc as its character 2, wanted one line of printable ASCII",
        "--command-line | {runing} a           | 2 | found {runing}, wanted no placeholder but {running}",
        "--command-line | {running a           | 2 | found {running, wanted no placeholder but {running}",
        "--command-line | a=\"b c d             | 2 | found an odd number of double quotes",
        "--command-line | fleetfoot.exec=fx-1  | 2 | commandLine contains fleetfoot.exec=",
        "--kernel       | DIR/none             | 1 | DIR/none does not exist",
        "--kernel       | DIR/initrd.img       | 1 | DIR/initrd.img is no kernel that an agent can boot",
        "--initrd       | DIR/empty            | 1 | DIR/empty has 0 bytes, wanted an initramfs, or no --initrd",
        "--initrd       | DIR/garbage          | 1 | DIR/garbage is no initrd that a kernel can unpack: the initrd begins with 0x61",
        "--initrd       | DIR/vmlinuz          | 1 | DIR/vmlinuz is no initrd that a kernel can unpack",
        "--initrd       | DIR/cut.gz           | 1 | the gzip archive ends early (at offset 0x",
        "--initrd       | DIR/cut.gz           | 1 | Copy it again, or make it anew (mkinitramfs, dracut)",
        "--release      | 6.12                 | 1 | says it is 6.99.0-test, wanted 6.12",
        "--key          | DIR/vmlinuz          | 1 | DIR/vmlinuz is no signing key: found 0 PRIVATE KEY blocks",
        "--key          | DIR/none             | 1 | DIR/none does not exist; is the path right?",
        "--key          | DIR                  | 1 | DIR is a directory, wanted a file",
        "--kernel       | DIR                  | 1 | DIR is a directory, wanted a file",
        "--kernel       | DIR/empty            | 1 | DIR/empty has 0 bytes, wanted a kernel",
        "--initrd       | DIR                  | 1 | DIR is a directory, wanted a file",
        "--out          | DIR/none/image.json  | 1 | DIR/none/image.json does not exist",
      })
  void signsNothingThatCouldNotBeBooted(String option, String value, int status, String message) {
    assertThat(sign(option, value.replace("DIR", directory.toString()))).isEqualTo(status);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(message.replace("DIR", directory.toString()));
    assertThat(directory.resolve("image.json")).doesNotExist();
  }

  @Test
  void signsNoCommandLineThatIsTooLongForTheKernelOrOfTwoLines() {
    assertThat(sign("--command-line", "{running} " + "x".repeat(1979))).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("found 1980 characters without {running}, wanted at most 1979");
    assertThat(sign("--command-line", "a\nb")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("found 0x0a as its character 2");
    assertThat(sign("--command-line", "{running} " + "x".repeat(1978))).isZero();
  }

  @Test
  void passesBracesThatAreNoPlaceholders() throws IOException {
    assertThat(sign("--command-line", "a}{b")).as(err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(payload().get("commandLine").getAsString()).isEqualTo("a}{b");
  }

  @Test
  void warnsOfASigningKeyThatOthersCanRead() throws IOException {
    assertThat(sign("--name", "next")).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    Files.setPosixFilePermissions(
        directory.resolve("signing.key"), PosixFilePermissions.fromString("rw-r--r--"));
    Files.delete(directory.resolve("image.json"));
    assertThat(sign("--name", "next")).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("warning: ", "signing.key holds a secret: found mode 0644, wanted 0600");
  }

  @Test
  void signsWhatTheFilesAreUntilItExpires() throws IOException {
    assertThat(sign("--name", "next")).as(err.toString(StandardCharsets.UTF_8)).isZero();
    JsonObject payload = payload();
    assertThat(payload.get("name").getAsString()).isEqualTo("next");
    assertThat(payload.get("release").getAsString()).isEqualTo("6.99.0-test");
    assertThat(payload.get("commandLine").getAsString()).isEqualTo("{running} panic=10");
    assertThat(payload.getAsJsonObject("initrd").get("size").getAsLong())
        .isEqualTo(SyntheticCpio.archive("init").length);
    assertThat(payload.get("createdAt").getAsString()).isEqualTo("2026-11-21T00:00:00Z");
    assertThat(payload.get("expiresAt").getAsString()).isEqualTo("2027-02-19T00:00:00Z");
  }

  @Test
  void verifiesWhatItSigned() {
    sign("--name", "next");
    String[] words = verifying("--kernel", "vmlinuz", "--initrd", "initrd.img");
    assertThat(run(words)).as(err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("release       6.99.0-test", "expires       2027-02-19T00:00:00Z");
  }

  @Test
  void signsAKernelThatNeedsNoInitrd() throws IOException {
    run("keys", "generate", "--out", directory.toString());
    int status =
        run(
            "image",
            "sign",
            "--key",
            directory.resolve("signing.key").toString(),
            "--kernel",
            directory.resolve("vmlinuz").toString(),
            "--command-line",
            "root=/dev/vda",
            "--expires",
            "P90D",
            "--out",
            directory.resolve("image.json").toString());
    assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(payload().has("initrd")).isFalse();
    assertThat(run(verifying())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("initrd        none");
    assertThat(run(verifying("--initrd", "initrd.img"))).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("wanted none");
  }

  @Test
  void saysWhichFileIsNotTheOneThatWasSigned() {
    sign("--name", "next");
    assertThat(run(verifying("--kernel", "initrd.img"))).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("kernel: found ");
  }

  @Test
  void saysOnceWhatIsNoManifest() throws IOException {
    sign("--name", "next");
    Files.writeString(directory.resolve("image.json"), "");
    assertThat(run(verifying())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "manifest: found nothing, wanted a JSON object; use the file that image sign wrote, whole; is this another one?\n");
    Files.write(directory.resolve("image.json"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThat(run(verifying())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("image.json is no text (UTF-8)");
    Files.delete(directory.resolve("image.json"));
    Files.createDirectory(directory.resolve("image.json"));
    assertThat(run(verifying())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("image.json is a directory");
  }

  @Test
  void tellsAChangedManifestFromOneOfAnotherKey() throws IOException {
    sign("--name", "next");
    Path manifest = directory.resolve("image.json");
    String payload = payload().toString().replace("panic=10", "panic=11");
    var envelope = JsonParser.parseString(Files.readString(manifest)).getAsJsonObject();
    envelope.addProperty(
        "payload", Base64.getEncoder().encodeToString(payload.getBytes(StandardCharsets.UTF_8)));
    Files.writeString(manifest, envelope.toString());
    assertThat(run(verifying())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("the manifest was changed after it was signed", "trust nothing of it")
        .doesNotContain("pin the key");
  }

  @Test
  void verifiesAsAnAgentDoes() {
    sign("--name", "next");
    now = now.plus(Duration.ofDays(90));
    assertThat(run(verifying())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("manifest-validity: found a manifest that expired at 2027-02-19T00:00:00Z");
  }

  @Test
  void signsAVmlinux() throws IOException {
    Files.write(directory.resolve("vmlinux"), SyntheticKernel.vmlinux("6.98.0-elf"));
    assertThat(sign("--kernel", directory.resolve("vmlinux").toString()))
        .as(err.toString(StandardCharsets.UTF_8))
        .isZero();
    assertThat(payload().get("release").getAsString()).isEqualTo("6.98.0-elf");
  }

  @Test
  void signsNoUnifiedKernelImageButSaysWhatToDo() throws IOException {
    Files.write(directory.resolve("uki.efi"), SyntheticUki.usual().build());
    assertThat(sign("--kernel", directory.resolve("uki.efi").toString())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("take it apart with image unpack");
  }

  @Test
  void takesAUnifiedKernelImageApart() throws IOException {
    byte[] microcode = SyntheticCpio.archive(SyntheticCpio.MICROCODE);
    Files.write(
        directory.resolve("uki.efi"), SyntheticUki.usual().with(".ucode", microcode).build());
    assertThat(unpack("uki.efi", "parts")).as(err.toString(StandardCharsets.UTF_8)).isZero();
    Path parts = directory.resolve("parts");
    assertThat(parts.resolve("vmlinuz")).hasBinaryContent(SyntheticKernel.gzippedBzImage());
    assertThat(parts.resolve("cmdline")).hasContent("console=ttyS0 quiet");
    assertThat(Files.readAllBytes(parts.resolve("initrd.img")))
        .startsWith(microcode)
        .endsWith(SyntheticCpio.archive("init"));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("vmlinuz       6.99.0-test", "begins with microcode", "console=ttyS0 quiet");
  }

  @Test
  void saysWhatAUnifiedKernelImageDoesNotHave() throws IOException {
    Files.write(
        directory.resolve("uki.efi"),
        SyntheticUki.usual().without(".initrd").without(".cmdline").build());
    assertThat(unpack("uki.efi", "parts")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("no section .initrd", "no section .cmdline");
    assertThat(directory.resolve("parts/initrd.img")).doesNotExist();
  }

  @Test
  void takesNothingApartThatIsNoUnifiedKernelImage() {
    assertThat(unpack("vmlinuz", "parts")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("MZ magic is 0x0000");
    assertThat(directory.resolve("parts")).doesNotExist();
  }

  @Test
  void takesNothingApartOverFilesThatAreThere() throws IOException {
    Files.write(directory.resolve("uki.efi"), SyntheticUki.usual().build());
    Files.createDirectory(directory.resolve("parts"));
    assertThat(unpack("uki.efi", "parts")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("parts is there already");
  }

  @Test
  void joinsInitrdsWithMicrocodeInFront() throws IOException {
    Files.write(directory.resolve("main"), SyntheticCpio.gzipped("init"));
    Files.write(directory.resolve("microcode"), SyntheticCpio.archive(SyntheticCpio.MICROCODE));
    assertThat(join("main", "microcode")).as(err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(Files.readAllBytes(directory.resolve("joined")))
        .startsWith(SyntheticCpio.archive(SyntheticCpio.MICROCODE));
    assertThat(join("main")).as("it is there already").isEqualTo(1);
  }

  @Test
  void joinsNothingThatIsNoInitrd() {
    assertThat(join("initrd.img", "garbage")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("nothing is joined: " + directory + "/garbage: the initrd begins with 0x61");
    assertThat(join("cut.gz", "initrd.img")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(directory + "/cut.gz: the gzip archive ends early (at offset 0x");
    assertThat(directory.resolve("joined")).doesNotExist();
  }

  private int unpack(String file, String target) {
    return run(
        "image",
        "unpack",
        "--out",
        directory.resolve(target).toString(),
        directory.resolve(file).toString());
  }

  private int join(String... files) {
    List<String> words =
        new ArrayList<>(List.of("image", "join", "--out", directory.resolve("joined").toString()));
    for (String file : files) {
      words.add(directory.resolve(file).toString());
    }
    return run(words.toArray(String[]::new));
  }

  private String[] verifying(String... options) {
    List<String> words = new ArrayList<>(List.of("image", "verify"));
    for (int i = 0; i < options.length; i += 2) {
      words.addAll(List.of(options[i], directory.resolve(options[i + 1]).toString()));
    }
    words.addAll(List.of("--keys", directory.resolve("signing.pub").toString()));
    words.add(directory.resolve("image.json").toString());
    return words.toArray(String[]::new);
  }

  private int sign(String option, String value) {
    run("keys", "generate", "--out", directory.toString());
    List<String> words = new ArrayList<>(List.of("image", "sign"));
    for (String[] usual :
        new String[][] {
          {"--key", directory.resolve("signing.key").toString()},
          {"--kernel", directory.resolve("vmlinuz").toString()},
          {"--initrd", directory.resolve("initrd.img").toString()},
          {"--command-line", "{running} panic=10"},
          {"--expires", "P90D"},
          {"--out", directory.resolve("image.json").toString()}
        }) {
      if (!usual[0].equals(option)) {
        words.addAll(Arrays.asList(usual));
      }
    }
    words.addAll(List.of(option, value));
    return run(words.toArray(String[]::new));
  }

  private JsonObject payload() throws IOException {
    String envelope = Files.readString(directory.resolve("image.json"));
    String payload =
        JsonParser.parseString(envelope).getAsJsonObject().get("payload").getAsString();
    return JsonParser.parseString(
            new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8))
        .getAsJsonObject();
  }

  private int run(String... words) {
    var commands =
        new Commands(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            () -> now,
            new SecureRandom());
    assertThat(commands.know(List.of(words))).isTrue();
    return commands.run(List.of(words));
  }
}
