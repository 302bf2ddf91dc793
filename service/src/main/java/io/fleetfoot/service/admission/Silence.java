package io.fleetfoot.service.admission;

import java.time.Instant;

/**
 * That a host was not heard of for too long to be let go.
 *
 * @param since when its agent last spoke
 * @param lostAt from when on the host is held to be lost, where nothing else keeps it
 */
public record Silence(Instant since, Instant lostAt) {

  /** Returns what is wrong with the host, in words. */
  public String sentence() {
    return "the host's agent has said nothing since %s; the host is lost if it says nothing until %s"
        .formatted(since, lostAt);
  }
}
