package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.admission.Silence;
import java.time.Duration;
import java.time.Instant;

/**
 * What it takes to call a host silent, and to give it up.
 *
 * @param silence how long an agent may say nothing before its host is silent
 * @param patience how long a silent host is waited for, where nothing but its silence keeps it
 * @param since since when this service listens: what was said before, it may not have heard
 */
public record Listening(Duration silence, Duration patience, Instant since) {

  /** Returns the silence of a host that is silent, and was heard of last at the time. */
  public Silence of(Instant lastSeen) {
    return new Silence(lastSeen, (lastSeen.isAfter(since) ? lastSeen : since).plus(patience));
  }
}
