package io.fleetfoot.agent.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.manifest.testing.TestManifests;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifiedManifestTest {

  private static final Instant NOW = TestManifests.NOW;
  private static final SigningKey KEY = TestManifests.KEY;
  private static final SigningKey STRANGER = SigningKey.generate(new SecureRandom());
  private static final TrustedKeys TRUSTED = TrustedKeys.parse(KEY.publicPem());
  private static final Manifest MANIFEST = TestManifests.of("6.12");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null                       | manifest: found null, wanted a JSON object",
        "'text'                     | manifest: found \"text\", wanted a JSON object",
        "{                          | manifest: found {, wanted a JSON object",
        "{}                         | manifest: found nothing as manifest.payloadType, wanted a string",
        "{'payloadType': 7}         | manifest: found 7 as manifest.payloadType, wanted a string",
        "{'payloadType': 'x'}       | manifest: found nothing as manifest.payload, wanted a string",
        "{'payloadType': 'x', 'payload': '%'} | manifest: found \"%\" as manifest.payload, wanted base64",
        "{'payloadType': 'x', 'payload': 'eA=='} | manifest: found nothing as manifest.signatures, wanted an array",
        "{'payloadType': 'x', 'payload': 'eA==', 'signatures': [1]} | found 1 as manifest.signatures[0]",
        "{'payloadType': 'x', 'payload': 'eA==', 'signatures': [{'sig': '?'}]} | manifest: found \"?\" as manifest.signatures[0].sig, wanted base64",
      },
      quoteCharacter = '^')
  void namesWhatIsWrongWithAnEnvelope(String json, String message) {
    assertRefused("manifest", message, json.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x                                           | manifest: found \"x\" as manifest.payload, wanted a JSON object",
        "{'release': 6}                              | found 6 as manifest.payload.release",
        "REPLACE 'release':'6.12' 'release':'6 12'   | manifest.payload: release is \"6 12\", expected one word",
        "REPLACE {running} fleetfoot.exec=fx-1       | commandLine contains fleetfoot.exec=",
        "REPLACE {running} ä                         | commandLine is not one line of printable ASCII",
        "REPLACE 'size':1 'size':-1                  | found -1 as manifest.payload.kernel.size",
        "REPLACE 'sha256':'aa 'sha256':'../../       | manifest: found \"../../aa",
        "REPLACE 2026-11-22T00:00:00Z tomorrow       | found \"tomorrow\" as manifest.payload.expiresAt",
        "REPLACE 2026-11-22T00:00:00Z 2026-11-20T00:00:00Z | expiresAt is 2026-11-20T00:00:00Z, expected",
      },
      quoteCharacter = '^')
  void namesWhatIsWrongWithASignedPayload(String payload, String message) {
    String text = new String(MANIFEST.toPayload(), StandardCharsets.UTF_8);
    String[] words = payload.replace('\'', '"').split(" ", 3);
    String changed =
        words[0].equals("REPLACE")
            ? text.replaceFirst(java.util.regex.Pattern.quote(words[1]), words[2])
            : payload.replace('\'', '"');
    byte[] bytes = changed.getBytes(StandardCharsets.UTF_8);
    assertRefused("manifest", message, KEY.sign(Manifest.PAYLOAD_TYPE, bytes));
  }

  @Test
  void refusesAManifestThatNobodySigned() {
    Envelope signed = KEY.sign(MANIFEST);
    assertRefused(
        "manifest-signature",
        "found no signature, wanted a signature by a key that this host trusts: " + KEY.keyId(),
        new Envelope(signed.payloadType(), signed.payload(), List.of()));
  }

  @Test
  void namesTheKeyThatIsNotTrustedAndThoseThatAre() {
    assertRefused(
        "manifest-signature",
        "found a signature by %s, a key that is not trusted, wanted a signature by a key that this"
                .formatted(STRANGER.keyId())
            + " host trusts: "
            + KEY.keyId(),
        STRANGER.sign(MANIFEST));
  }

  @Test
  void refusesASignatureInAnothersName() {
    Envelope signed = STRANGER.sign(MANIFEST);
    var forged = new Envelope.Signature(KEY.keyId(), signed.signatures().get(0).bytes());
    assertRefused(
        "manifest-signature",
        "found a signature in the name of %s that is not by that key".formatted(KEY.keyId()),
        new Envelope(signed.payloadType(), signed.payload(), List.of(forged)));
  }

  @Test
  void refusesASignatureOfNoForm() {
    Envelope signed = KEY.sign(MANIFEST);
    var empty = new Envelope.Signature(KEY.keyId(), new byte[] {1, 2, 3});
    assertRefused(
        "manifest-signature",
        "that is not by that key",
        new Envelope(signed.payloadType(), signed.payload(), List.of(empty)));
  }

  @Test
  void refusesAnotherPayloadTypeThoughItIsSigned() {
    assertRefused(
        "manifest",
        "found payloadType application/vnd.in-toto+json, wanted " + Manifest.PAYLOAD_TYPE,
        KEY.sign("application/vnd.in-toto+json", MANIFEST.toPayload()));
  }

  @Test
  void refusesAPayloadTypeThatWasChangedAfterwards() {
    Envelope signed = KEY.sign("text/plain", MANIFEST.toPayload());
    assertRefused(
        "manifest-signature",
        "that is not by that key",
        new Envelope(Manifest.PAYLOAD_TYPE, signed.payload(), signed.signatures()));
  }

  @Test
  void refusesFromTheMomentOfExpiryOn() throws ManifestRefusedException {
    Envelope signed = KEY.sign(TestManifests.valid(NOW.minusSeconds(60), NOW));
    assertRefused(
        "manifest-validity",
        "found a manifest that expired at 2026-11-21T00:00:00Z; it is 2026-11-21T00:00:00Z",
        signed);
    assertThat(verify(signed, NOW.minusNanos(1))).isNotNull();
  }

  @Test
  void toleratesASignersClockThatIsFiveMinutesAhead() throws ManifestRefusedException {
    Duration tolerance = Duration.ofMinutes(5);
    Envelope signed = KEY.sign(TestManifests.valid(NOW.plus(tolerance), NOW.plusSeconds(3600)));
    assertThat(verify(signed, NOW)).isNotNull();
    assertThatExceptionOfType(ManifestRefusedException.class)
        .isThrownBy(() -> verify(signed, NOW.minusNanos(1)))
        .withMessageContaining("manifest-validity: found a manifest that was signed at 2026-11-21");
  }

  @Test
  void refusesAHostOfAnotherArchitecture() throws ManifestRefusedException {
    VerifiedManifest verified = verify(KEY.sign(MANIFEST), NOW);
    assertThatExceptionOfType(ManifestRefusedException.class)
        .isThrownBy(() -> verified.requireArchitecture("aarch64"))
        .withMessageContaining("architecture: found a manifest for x86_64, wanted aarch64");
  }

  @Test
  void signsWhatDsseSigns() {
    // the example of github.com/secure-systems-lab/dsse/blob/master/protocol.md
    assertThat(
            Envelope.preAuthentication(
                "http://example.com/HelloWorld", "hello world".getBytes(StandardCharsets.UTF_8)))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  }

  @Test
  void believesOneTrustedSignatureAmongOthers() throws ManifestRefusedException {
    Envelope ours = KEY.sign(MANIFEST);
    var both = List.of(STRANGER.sign(MANIFEST).signatures().get(0), ours.signatures().get(0));
    VerifiedManifest verified = verify(new Envelope(ours.payloadType(), ours.payload(), both), NOW);
    assertThat(verified.keyId()).isEqualTo(KEY.keyId());
  }

  @Test
  void readsWhatWasSignedFromTheBytesThatWereSigned() throws ManifestRefusedException {
    Envelope signed = KEY.sign(MANIFEST);
    VerifiedManifest verified = verify(signed, NOW);
    assertThat(verified.manifest()).isEqualTo(MANIFEST);
    assertThat(verified.sha256()).isEqualTo(Ed25519.sha256(signed.payload()));
  }

  @Test
  void readsUrlSafeBase64() throws ManifestRefusedException {
    Envelope signed = KEY.sign(MANIFEST);
    String json = signed.toJson().toString().replace('+', '-').replace('/', '_');
    String type = "application_vnd.fleetfoot.kernel-image.v1-json";
    assertThat(VerifiedManifest.verify(json.replace(type, Manifest.PAYLOAD_TYPE), TRUSTED, NOW))
        .isEqualTo(verify(signed, NOW));
  }

  @Property(tries = 300)
  void refusesAnyFlippedBitOfThePayload(@ForAll @IntRange(min = 0) int bit) {
    Envelope signed = KEY.sign(MANIFEST);
    byte[] payload = flipped(signed.payload(), bit);
    assertRefused(
        "manifest-signature",
        "that is not by that key",
        new Envelope(signed.payloadType(), payload, signed.signatures()));
  }

  @Property(tries = 300)
  void refusesAnyFlippedBitOfTheSignature(@ForAll @IntRange(min = 0) int bit) {
    Envelope signed = KEY.sign(MANIFEST);
    byte[] bytes = flipped(signed.signatures().get(0).bytes(), bit);
    assertRefused(
        "manifest-signature",
        "that is not by that key",
        new Envelope(
            signed.payloadType(),
            signed.payload(),
            List.of(new Envelope.Signature(KEY.keyId(), bytes))));
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8 % bytes.length] ^= (byte) (1 << bit % 8);
    return flipped;
  }

  private static VerifiedManifest verify(Envelope envelope, Instant at)
      throws ManifestRefusedException {
    return VerifiedManifest.verify(envelope.toJson().toString(), TRUSTED, at);
  }

  private static void assertRefused(String check, String message, Envelope envelope) {
    assertRefused(check, message, envelope.toJson().toString());
  }

  private static void assertRefused(String check, String message, String json) {
    assertThatExceptionOfType(ManifestRefusedException.class)
        .isThrownBy(() -> VerifiedManifest.verify(json, TRUSTED, NOW))
        .withMessageContaining(message)
        .satisfies(
            refused -> {
              assertThat(refused.refusal().check()).isEqualTo(check);
              assertThat(refused.refusal().remedy()).isNotBlank();
            });
  }
}
