package io.fleetfoot.service.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The clock of a database that goes only when it is told to. */
final class SetClock {

  private final JdbcClient jdbc;
  private Instant now;

  SetClock(JdbcClient jdbc, Instant now) {
    this.jdbc = jdbc;
    this.now = now;
    set();
  }

  Instant now() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
    set();
  }

  private void set() {
    jdbc.sql("update set_clock.time set at = :at")
        .param("at", now.atOffset(ZoneOffset.UTC))
        .update();
  }
}
