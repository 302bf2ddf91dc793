package io.fleetfoot.service.access.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.fleetfoot.service.access.signature.SignatureRefusedException.Refusal;
import io.fleetfoot.service.testing.TestHostKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RequestSignatureTest {

  private static final TestHostKey KEY = new TestHostKey();
  private static final String HOST = "7a0c1f7e-70c4-4c8e-9d3a-2f2a2b6a8e01";
  private static final String OTHER = "5d0a4a62-6c2e-4c68-8f6e-21b8d3a3f9aa";
  private static final Instant CREATED = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration TOLERATED = Duration.ofMinutes(2);
  private static final String NONCE = "AAECAwQFBgcICQoLDA0ODw";
  private static final SignedRequest GET =
      KEY.request("GET", "/agent/v1/assignment", "", HOST, CREATED, NONCE);
  private static final SignedRequest POST =
      KEY.request("POST", "/agent/v1/reports?a=%20b", "{\"kind\": 1}", HOST, CREATED, NONCE);

  /** What each attempt changes of a request that was signed well. */
  static Stream<Arguments> tampered() {
    return Stream.of(
        Arguments.of("method", change(POST, "PUT", POST.path(), POST.query(), POST.body())),
        Arguments.of("path", change(POST, "POST", "/agent/v1/report", POST.query(), POST.body())),
        Arguments.of("query", change(POST, "POST", POST.path(), Optional.of("a= b"), POST.body())),
        Arguments.of("no query", change(POST, "POST", POST.path(), Optional.empty(), POST.body())),
        Arguments.of("a query more", change(GET, "GET", GET.path(), Optional.of(""), GET.body())),
        Arguments.of("body", change(POST, "POST", POST.path(), POST.query(), bytes("{}"))),
        Arguments.of("no body", change(POST, "POST", POST.path(), POST.query(), bytes(""))),
        Arguments.of("a body more", change(GET, "GET", GET.path(), GET.query(), bytes("{}"))),
        Arguments.of("time", input(GET, text -> text.replace("created=1", "created=2"))),
        Arguments.of("nonce", input(GET, text -> text.replace("AAEC", "AAED"))),
        Arguments.of("key id", input(GET, text -> text.replace(HOST, OTHER))),
        Arguments.of("algorithm", input(GET, text -> text.replace("ed25519", "hmac-sha256"))),
        Arguments.of("other case", input(GET, text -> text.replace("ed25519", "Ed25519"))),
        Arguments.of("no algorithm", input(GET, text -> text.replace(";alg=\"ed25519\"", ""))),
        Arguments.of("no time", input(GET, text -> text.replaceAll(";created=\\d+", ""))),
        Arguments.of("a negative time", input(GET, text -> text.replace("created=", "created=-"))),
        Arguments.of("no nonce", input(GET, text -> text.replaceAll(";nonce=\"[^\"]*\"", ""))),
        Arguments.of("a short nonce", input(GET, text -> text.replace(NONCE, "AAEC"))),
        Arguments.of("a parameter more", input(GET, text -> text + ";tag=\"x\"")),
        Arguments.of("an end", input(GET, text -> text + ";expires=1900000000")),
        Arguments.of("another label", input(GET, text -> text.replace("sig1", "sig2"))),
        Arguments.of("two signatures", input(GET, text -> text + ", " + text)),
        Arguments.of("a space more", input(GET, text -> text.replace(";nonce", "; nonce"))),
        Arguments.of("overlong", input(GET, text -> text + " ".repeat(300))),
        Arguments.of("empty", input(GET, text -> "")),
        Arguments.of("fewer parts", input(GET, text -> text.replace("\"@method\" ", ""))),
        Arguments.of(
            "a part twice",
            input(GET, text -> text.replace("\"@method\"", "\"@method\" \"@method\""))),
        Arguments.of(
            "a part more", input(GET, text -> text.replace("\"@path\"", "\"@path\" \"date\""))),
        Arguments.of(
            "parts in another order",
            input(GET, text -> text.replace("\"@method\" \"@path\"", "\"@path\" \"@method\""))),
        Arguments.of(
            "no digest signed", input(POST, text -> text.replace(" \"content-digest\"", ""))),
        Arguments.of(
            "input twice", twice(GET.signatureInput(), input -> headers(GET, input, null, null))),
        Arguments.of(
            "signature twice", twice(GET.signature(), two -> headers(GET, null, two, null))),
        Arguments.of(
            "digest twice", twice(POST.contentDigest(), two -> headers(POST, null, null, two))),
        Arguments.of("no digest", headers(POST, null, null, List.of())),
        Arguments.of(
            "digest by another algorithm",
            headers(POST, null, null, List.of("sha-512=:" + "A".repeat(86) + "==:"))),
        Arguments.of("a signature of nothing", headers(GET, null, List.of("sig1=::"), null)),
        Arguments.of("another signature", headers(GET, null, POST.signature(), null)),
        Arguments.of(
            "a signature in other words",
            headers(GET, null, List.of(otherSpelling(GET.signature().get(0))), null)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tampered")
  void refusesWhatWasChanged(String what, SignedRequest request) {
    assertThat(refusal(request)).as(what).isEqualTo(Refusal.BAD_SIGNATURE);
  }

  @Test
  void refusesWhatIsNotSigned() {
    assertThat(refusal(headers(GET, List.of(), null, null))).isEqualTo(Refusal.UNAUTHENTICATED);
    assertThat(refusal(headers(GET, null, List.of(), null))).isEqualTo(Refusal.UNAUTHENTICATED);
  }

  @Test
  void refusesAnotherKey() {
    RequestSignature signature = RequestSignature.of(GET);

    assertThatExceptionOfType(SignatureRefusedException.class)
        .isThrownBy(() -> signature.requireMadeBy(new TestHostKey().publicKey()))
        .withMessageContaining(HOST);
  }

  @ParameterizedTest
  @CsvSource({"-121, true", "-120, false", "0, false", "120, false", "121, true"})
  void refusesARequestThatIsNotOfNow(long seconds, boolean refused) {
    RequestSignature signature = RequestSignature.of(GET);
    Instant now = CREATED.plusSeconds(seconds);

    if (refused) {
      assertThatExceptionOfType(SignatureRefusedException.class)
          .isThrownBy(() -> signature.requireFresh(now, TOLERATED))
          .withMessageContaining(CREATED.toString())
          .withMessageContaining(now.toString())
          .matches(e -> e.refusal() == Refusal.CLOCK_SKEW);
    } else {
      assertThatNoException().isThrownBy(() -> signature.requireFresh(now, TOLERATED));
    }
  }

  @Test
  void knowsWhoSignedWhat() {
    RequestSignature signature = RequestSignature.of(POST);

    signature.requireMadeBy(KEY.publicKey());
    assertThat(signature.keyId()).isEqualTo(HOST);
    assertThat(signature.nonce()).isEqualTo(NONCE);
  }

  @Test
  void takesTheDigestOfAKeyForItsId() {
    String digest = KEY.publicKey().sha256().hex();

    assertThat(RequestSignature.of(KEY.request("POST", "/r", "{}", digest, CREATED, NONCE)).keyId())
        .isEqualTo(digest);
  }

  /** Whatever byte of what is signed changes, and to whatever: it is refused. */
  @Property(tries = 300)
  void refusesAnyOneChangedByte(
      @ForAll @IntRange(max = 5) int part,
      @ForAll @IntRange(max = 10_000) int position,
      @ForAll @ByteRange(min = 0x21, max = 0x7e) byte other) {
    List<String> parts =
        new ArrayList<>(
            List.of(
                POST.method(),
                POST.path(),
                POST.query().orElseThrow(),
                POST.signatureInput().get(0),
                POST.signature().get(0),
                new String(POST.body(), StandardCharsets.UTF_8)));
    String before = parts.get(part);
    int at = position % before.length();
    String after = before.substring(0, at) + (char) other + before.substring(at + 1);
    if (after.equals(before)) {
      return;
    }
    parts.set(part, after);

    SignedRequest request =
        new SignedRequest(
            parts.get(0),
            parts.get(1),
            Optional.of(parts.get(2)),
            List.of(parts.get(3)),
            List.of(parts.get(4)),
            POST.contentDigest(),
            bytes(parts.get(5)));

    assertThat(refusal(request)).isEqualTo(Refusal.BAD_SIGNATURE);
  }

  /** The same for the digest's header, which must be that of the body. */
  @Property(tries = 100)
  void refusesAnyOneChangedByteOfTheDigest(
      @ForAll @IntRange(max = 10_000) int position,
      @ForAll @ByteRange(min = 0x21, max = 0x7e) byte other) {
    String before = POST.contentDigest().get(0);
    int at = position % before.length();
    String after = before.substring(0, at) + (char) other + before.substring(at + 1);
    if (!after.equals(before)) {
      assertThat(refusal(headers(POST, null, null, List.of(after))))
          .isEqualTo(Refusal.BAD_SIGNATURE);
    }
  }

  private static Refusal refusal(SignedRequest request) {
    try {
      RequestSignature.of(request).requireMadeBy(KEY.publicKey());
    } catch (SignatureRefusedException e) {
      return e.refusal();
    }
    throw new AssertionError("the request was taken: " + request);
  }

  private static SignedRequest change(
      SignedRequest of, String method, String path, Optional<String> query, byte[] body) {
    return new SignedRequest(
        method, path, query, of.signatureInput(), of.signature(), of.contentDigest(), body);
  }

  private static SignedRequest input(SignedRequest of, UnaryOperator<String> change) {
    String before = of.signatureInput().get(0);
    String after = change.apply(before);
    assertThat(after).isNotEqualTo(before);
    return headers(of, List.of(after), null, null);
  }

  private static SignedRequest twice(
      List<String> values, java.util.function.Function<List<String>, SignedRequest> request) {
    return request.apply(List.of(values.get(0), values.get(0)));
  }

  /** Changes those headers that are given. */
  private static SignedRequest headers(
      SignedRequest of, List<String> input, List<String> signature, List<String> digest) {
    return new SignedRequest(
        of.method(),
        of.path(),
        of.query(),
        input == null ? of.signatureInput() : input,
        signature == null ? of.signature() : signature,
        digest == null ? of.contentDigest() : digest,
        of.body());
  }

  /** The last character before the padding carries four bits that no byte has. */
  private static String otherSpelling(String signature) {
    int last = signature.length() - 4;
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char other = alphabet.charAt(alphabet.indexOf(signature.charAt(last)) + 1);
    return signature.substring(0, last) + other + signature.substring(last + 1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
