package io.fleetfoot.service.scheduler;

import java.time.Duration;

/** Keeps the nonces of requests that changed something, for all replicas. */
public interface NonceRepository {

  /** Keeps a nonce of a key for that long, and says whether it was not used before. */
  boolean use(String keyId, String nonce, Duration remembered);

  /** Forgets every nonce that need not be remembered any more. */
  void forget();
}
