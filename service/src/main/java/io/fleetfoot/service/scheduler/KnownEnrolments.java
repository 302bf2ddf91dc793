package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.Enrolment;
import io.fleetfoot.service.fleet.HostId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** By which key each host is known, for some seconds from memory. */
public class KnownEnrolments {

  private static final Duration REMEMBERED = Duration.ofSeconds(5);

  private final HostRepository hosts;
  private final InstantSource clock;
  private final Map<HostId, Known> known = new ConcurrentHashMap<>();

  /** Makes it over the repository that knows for good. */
  public KnownEnrolments(HostRepository hosts, InstantSource clock) {
    this.hosts = hosts;
    this.clock = clock;
  }

  private record Known(Enrolment enrolment, Instant until) {}

  /** Returns the host's enrolment as it was at most five seconds ago. */
  public Optional<Enrolment> find(HostId host) {
    Instant now = clock.instant();
    Known remembered = known.get(host);
    if (remembered != null && now.isBefore(remembered.until())) {
      return Optional.of(remembered.enrolment());
    }
    known.remove(host);
    Optional<Enrolment> enrolment = hosts.findEnrolment(host);
    enrolment.ifPresent(found -> known.put(host, new Known(found, now.plus(REMEMBERED))));
    return enrolment;
  }

  /** Looks the host's enrolment up anew when it is asked for next. */
  void forget(HostId host) {
    known.remove(host);
  }
}
