package io.fleetfoot.service.outbound;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs what is sent to a webhook, with the time, so that nobody else can send it, or again. */
final class RequestMac {

  static final String HEADER = "Fleetfoot-Signature";

  private static final String ALGORITHM = "HmacSHA256";

  private RequestMac() {}

  /**
   * Returns the header's value: {@code t=SECONDS,v1=HEX}, the HMAC-SHA256 over the seconds since
   * 1970, a dot and the body.
   */
  static String sign(byte[] secret, Instant now, byte[] body) {
    long seconds = now.getEpochSecond();
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
      return "t=%d,v1=%s".formatted(seconds, HexFormat.of().formatHex(mac.doFinal(body)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
