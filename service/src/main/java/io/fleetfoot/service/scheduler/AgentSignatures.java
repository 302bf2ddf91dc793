package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.access.signature.RequestSignature;
import io.fleetfoot.service.access.signature.SignatureRefusedException;
import io.fleetfoot.service.access.signature.SignatureRefusedException.Refusal;
import io.fleetfoot.service.access.signature.SignedRequest;
import io.fleetfoot.service.fleet.Enrolment;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.HostKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Says which host a request comes from: one whose key signed it, just now, and for the first time.
 *
 * <p>A nonce of a request that changes nothing is remembered by this replica alone, so that an idle
 * poll writes no row; one of any other request by the database, so that every replica knows it.
 */
public class AgentSignatures {

  /** Replicas' clocks may differ by as much as is tolerated of a host's. */
  private static final int WINDOWS_REMEMBERED = 3;

  private final KnownEnrolments enrolments;
  private final NonceRepository nonces;
  private final RecentNonces recentNonces;
  private final Duration tolerated;
  private final InstantSource clock;

  /**
   * Makes it over the keys and the nonces.
   *
   * @param tolerated how far a host's clock may be from the service's
   */
  public AgentSignatures(
      KnownEnrolments enrolments, NonceRepository nonces, Duration tolerated, InstantSource clock) {
    this.enrolments = enrolments;
    this.nonces = nonces;
    this.recentNonces = new RecentNonces(tolerated, clock.instant());
    this.tolerated = tolerated;
    this.clock = clock;
  }

  /**
   * Returns the enrolled host that made the request.
   *
   * @throws SignatureRefusedException if there is none
   */
  public HostId authenticate(SignedRequest request) {
    RequestSignature signature = RequestSignature.of(request);
    HostId host = host(signature.keyId());
    Enrolment enrolment = enrolments.find(host).orElseThrow(() -> unknown(signature.keyId()));
    signature.requireFresh(clock.instant(), tolerated);
    signature.requireMadeBy(enrolment.key());
    if (enrolment.isRevoked()) {
      throw revoked(host);
    }
    requireUnused(signature, request.isSafe());
    return host;
  }

  /**
   * Refuses a request whose sender does not hold the private half of the key.
   *
   * @throws SignatureRefusedException if that is so
   */
  public void requireProof(SignedRequest request, HostKey key) {
    RequestSignature signature = RequestSignature.of(request);
    if (!signature.keyId().equals(key.sha256().hex())) {
      throw new SignatureRefusedException(
          Refusal.BAD_SIGNATURE,
          "keyid is %s, expected %s, the SHA-256 of the public key that is to be enrolled"
              .formatted(signature.keyId(), key.sha256()));
    }
    signature.requireFresh(clock.instant(), tolerated);
    signature.requireMadeBy(key);
    requireUnused(signature, false);
  }

  /** Forgets what is too old to be heard again anyway. */
  public void forgetOldNonces() {
    nonces.forget();
  }

  static SignatureRefusedException revoked(HostId host) {
    return new SignatureRefusedException(
        Refusal.HOST_REVOKED,
        "the key of host %s was revoked; on the host, as root: fleetfoot-agent enrol --config FILE --new-key"
            .formatted(host));
  }

  private void requireUnused(RequestSignature signature, boolean safe) {
    boolean first =
        safe
            ? recentNonces.use(signature.keyId(), signature.nonce(), clock.instant())
            : nonces.use(
                signature.keyId(), signature.nonce(), tolerated.multipliedBy(WINDOWS_REMEMBERED));
    if (!first) {
      throw new SignatureRefusedException(
          Refusal.REPLAYED,
          "nonce %s of %s was used before; each request needs one of its own"
              .formatted(signature.nonce(), signature.keyId()));
    }
  }

  private static HostId host(String keyId) {
    try {
      return Optional.of(HostId.parse(keyId))
          .filter(id -> id.toString().equals(keyId))
          .orElseThrow(() -> unknown(keyId));
    } catch (IllegalArgumentException e) {
      throw unknown(keyId);
    }
  }

  private static SignatureRefusedException unknown(String keyId) {
    return new SignatureRefusedException(
        Refusal.UNAUTHENTICATED,
        "no host %s has enrolled with a key; register with a join token".formatted(keyId));
  }
}
