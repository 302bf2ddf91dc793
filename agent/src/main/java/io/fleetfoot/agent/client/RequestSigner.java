package io.fleetfoot.agent.client;

import java.net.HttpURLConnection;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Signs requests with the host's key, at the service's time as far as it is known. */
final class RequestSigner {
  private static final int NONCE_BYTES = 16;

  private final InstantSource clock;
  private final RandomGenerator random;
  private Duration offset = Duration.ZERO;

  RequestSigner(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** Sets the headers of a request that has no body, or this one. */
  void sign(HttpURLConnection connection, Optional<byte[]> body, HostKey key, String keyId) {
    URL url = connection.getURL();
    Optional<String> digest = body.map(SignatureBase::contentDigest);
    digest.ifPresent(value -> connection.setRequestProperty("Content-Digest", value));
    var request =
        new SignatureBase.Request(
            connection.getRequestMethod(),
            url.getPath(),
            Optional.ofNullable(url.getQuery()),
            digest);
    long created = clock.instant().plus(offset).getEpochSecond();
    SignatureBase base = SignatureBase.of(request, created, nonce(), keyId);
    String signature = Base64.getEncoder().encodeToString(key.sign(base.text()));
    connection.setRequestProperty("Signature-Input", "sig1=" + base.parameters());
    connection.setRequestProperty("Signature", "sig1=:" + signature + ":");
  }

  /** Signs at this time of the service's from now on, whatever the host's clock says. */
  void setTime(Instant serviceTime) {
    offset = Duration.between(clock.instant(), serviceTime);
  }

  /** Returns how far the service's clock is ahead of the host's, as far as is known. */
  Duration offset() {
    return offset;
  }

  private String nonce() {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
  }
}
