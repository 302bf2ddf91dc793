package io.fleetfoot.service.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.fleet.Availability;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.scheduler.Hosts;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.TestDatabase;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdbcHostRepositoryIT {

  private Replica service;
  private Replica other;
  private Host host;

  @BeforeEach
  void register() {
    TestDatabase database = TestDatabase.create();
    service = new Replica(database, RebootTimeouts.standard(), 1);
    other = new Replica(database, RebootTimeouts.standard(), 2);
    host = service.hosts.get(new FakeAgent(service, "host-1", Fate.BOOTS).id());
  }

  @AfterEach
  void close() {
    service.close();
    other.close();
  }

  @Test
  void skipsAHostThatIsBeingSavedWhenItNotesWhoSpoke() {
    HostId second = new FakeAgent(service, "host-2", Fate.BOOTS).id();
    service.jdbc.sql("update host set last_seen_at = 'epoch'").update();

    service.transactions.run(
        () -> {
          service.hostRepository.setAvailability(host.id(), Availability.State.DOWN, "test");
          other.hostRepository.seen(Set.of(host.id(), second));
          return host;
        });

    assertThat(lastSeen(host.id())).isEqualTo(Instant.EPOCH);
    assertThat(lastSeen(second)).isAfter(Instant.EPOCH);
  }

  @Test
  void saysWhetherAvailabilityChangedAndKeepsSinceWhenItDidNot() {
    assertThat(down("first")).isTrue();
    Availability first = service.hosts.get(host.id()).availability();

    assertThat(down("second")).isFalse();

    assertThat(service.hosts.get(host.id()).availability())
        .isEqualTo(new Availability(Availability.State.DOWN, first.since(), "second"));
  }

  @Test
  void registersAKnownMachineUnderItsIdAndKeepsItDown() {
    down("lost");

    Hosts.Registration again =
        service.hosts.register(
            Replica.JOIN_TOKEN, host.enrolment().key(), host.facts(), new Labels(Map.of("a", "b")));

    assertThat(again.isNew()).isFalse();
    assertThat(again.host()).isEqualTo(host.id());
    Host known = service.hosts.get(host.id());
    assertThat(known.isDown()).isTrue();
    assertThat(known.labels().values()).containsEntry("a", "b");
  }

  @Test
  void choosesHostsAsTheSelectorDoes() {
    service.hosts.register(
        Replica.JOIN_TOKEN,
        host.enrolment().key(),
        host.facts(),
        new Labels(Map.of("site", "lab")));
    new FakeAgent(service, "host-2", Fate.BOOTS);

    for (HostSelector selector :
        new HostSelector[] {
          HostSelector.everyHost(),
          new HostSelector(Map.of("site", "lab")),
          new HostSelector(Map.of("site", "lab", "rack", "r1"))
        }) {
      assertThat(service.hostRepository.list(selector))
          .isEqualTo(
              service.hostRepository.list().stream()
                  .filter(known -> selector.matches(known.labels()))
                  .toList());
    }
  }

  private boolean down(String reason) {
    return service.hostRepository.setAvailability(host.id(), Availability.State.DOWN, reason);
  }

  private Instant lastSeen(HostId id) {
    return service.hosts.get(id).lastSeenAt();
  }
}
