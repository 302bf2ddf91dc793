package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Count;
import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a certificate against the fleet, by counting all of it again in the plainest way. It
 * shares nothing with the planner but values, so that a fault of the one is not one of the other.
 */
public final class CertificateVerifier {

  private static final int ALL = 100;

  private final FleetSnapshot fleet;
  private final List<Limit> limits;
  private final List<Ledger> ledgers = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final Set<HostId> gone = new HashSet<>();

  /**
   * One limit's count: the hosts of each domain, of which there is one where none are told apart.
   */
  private static final class Ledger {
    private final Map<@Nullable String, Integer> present = new HashMap<>();
    private final Map<@Nullable String, Integer> taken = new HashMap<>();

    int enteredDomains(Map<@Nullable String, Integer> more) {
      Set<@Nullable String> entered = new HashSet<>(taken.keySet());
      entered.addAll(more.keySet());
      return entered.size();
    }
  }

  private CertificateVerifier(List<Limit> limits, FleetSnapshot fleet) {
    this.limits = limits;
    this.fleet = fleet;
    for (Limit limit : limits) {
      Ledger ledger = new Ledger();
      for (FleetHost host : fleet.hosts()) {
        if (limit.unit().isByDomain() || limit.population().contains(host)) {
          ledger.present.merge(domain(limit, host), 1, Integer::sum);
          if (counts(limit, host)) {
            ledger.taken.merge(domain(limit, host), 1, Integer::sum);
          }
        }
      }
      ledgers.add(ledger);
    }
  }

  /**
   * Returns what is wrong with the plan of a rollout, nothing if it verifies: each host goes once
   * or is left out for a reason that holds, in the order of the waves, and within every limit.
   *
   * @param limits the limits that must hold
   */
  public static List<String> verifyPlan(
      RolloutPlan plan, Set<HostId> hosts, List<Limit> limits, FleetSnapshot fleet) {
    CertificateVerifier verifier = new CertificateVerifier(limits, fleet);
    verifier.steps(plan.certificate());
    verifier.waves(plan, hosts);
    plan.unplaced().keySet().forEach(verifier::leftOut);
    return verifier.faults;
  }

  /**
   * Returns what is wrong with the certificate of one admission, nothing if it verifies: the hosts
   * that are to go, each once, heard of, within every limit.
   *
   * @param limits the limits that must hold
   */
  public static List<String> verifyAdmission(
      PlanCertificate certificate, Set<HostId> hosts, List<Limit> limits, FleetSnapshot fleet) {
    CertificateVerifier verifier = new CertificateVerifier(limits, fleet);
    verifier.steps(certificate);
    if (certificate.steps().size() != 1) {
      verifier.fault("an admission is one step, found %d", certificate.steps().size());
    }
    if (!verifier.gone.equals(hosts)) {
      verifier.fault("%d hosts are to go, found %d others", hosts.size(), verifier.gone.size());
    }
    for (HostId id : hosts) {
      if (fleet.find(id).filter(host -> host.silence() != null).isPresent()) {
        verifier.fault("host %s is to go, which is silent", id);
      }
    }
    return verifier.faults;
  }

  private void steps(PlanCertificate certificate) {
    if (!certificate.limits().equals(limits)) {
      fault("the limits are not those that must hold");
      return;
    }
    for (int index = 0; index < certificate.steps().size(); index++) {
      PlanStep step = certificate.steps().get(index);
      if (step.step().hosts().isEmpty()) {
        fault("step %d has no host", index);
      }
      Set<Count> counts = new HashSet<>();
      for (int limit = 0; limit < limits.size(); limit++) {
        counts.addAll(recount(limit, hosts(index, step)));
      }
      if (counts.stream().anyMatch(count -> count.before() + count.step() > count.most())) {
        fault("step %d is over a limit", index);
      }
      if (counts.size() != step.step().counts().size()
          || !counts.equals(new HashSet<>(step.step().counts()))) {
        fault("step %d does not count what is there", index);
      }
      gone.addAll(step.step().hosts());
    }
  }

  private List<FleetHost> hosts(int index, PlanStep step) {
    List<FleetHost> hosts = new ArrayList<>();
    Set<HostId> seen = new HashSet<>();
    for (HostId id : step.step().hosts()) {
      FleetHost host = fleet.find(id).orElse(null);
      if (host == null || host.down() || host.onItsWay()) {
        fault("step %d takes host %s, which is not up", index, id);
      } else if (gone.contains(id) || !seen.add(id)) {
        fault("step %d takes host %s again", index, id);
      } else {
        hosts.add(host);
      }
    }
    return hosts;
  }

  private List<Count> recount(int index, List<FleetHost> step) {
    Limit limit = limits.get(index);
    Ledger ledger = ledgers.get(index);
    Map<@Nullable String, Integer> more = new HashMap<>();
    for (FleetHost host : step) {
      if (limit.population().contains(host)) {
        more.merge(domain(limit, host), 1, Integer::sum);
      }
    }
    List<Count> counts = new ArrayList<>();
    if (limit.unit() == Limit.Unit.DOMAINS) {
      if (!more.isEmpty()) {
        int before = ledger.taken.size();
        counts.add(
            new Count(
                index,
                null,
                before,
                ledger.enteredDomains(more) - before,
                most(limit, ledger.present.size())));
      }
    } else {
      more.forEach(
          (domain, hosts) ->
              counts.add(
                  new Count(
                      index,
                      domain,
                      ledger.taken.getOrDefault(domain, 0),
                      hosts,
                      most(limit, ledger.present.getOrDefault(domain, 0)))));
    }
    return counts;
  }

  private void waves(RolloutPlan plan, Set<HostId> hosts) {
    Map<HostId, Integer> waveOf = new HashMap<>();
    for (int index = 0; index < plan.waves().size(); index++) {
      Wave wave = plan.waves().get(index);
      if (wave.index() != index) {
        fault("wave %d stands at %d", wave.index(), index);
      }
      for (HostId host : wave.hosts()) {
        if (waveOf.put(host, wave.index()) != null) {
          fault("host %s is in two waves", host);
        }
      }
    }
    int last = 0;
    for (PlanStep step : plan.certificate().steps()) {
      if (step.wave() < last) {
        fault("a step of wave %d comes after one of wave %d", step.wave(), last);
      }
      last = step.wave();
      for (HostId host : step.step().hosts()) {
        Integer wave = waveOf.get(host);
        if (wave == null || wave != step.wave()) {
          fault("host %s goes in wave %d, where it was not planned", host, step.wave());
        }
      }
    }
    if (!waveOf.keySet().equals(hosts)) {
      fault("the waves hold %d hosts, wanted %d", waveOf.size(), hosts.size());
    }
    for (HostId host : hosts) {
      if (gone.contains(host) == plan.unplaced().containsKey(host)) {
        fault("host %s must go once or be left out", host);
      }
    }
  }

  /** A host is left out rightly if it is down, or if even alone it would be over a limit. */
  private void leftOut(HostId id) {
    FleetHost host = fleet.find(id).orElse(null);
    if (host == null) {
      fault("host %s is left out and is not there", id);
    } else if (!host.down() && !host.onItsWay() && fitsAlone(host)) {
      fault("host %s is left out and could go alone", id);
    }
  }

  private boolean fitsAlone(FleetHost host) {
    for (int limit = 0; limit < limits.size(); limit++) {
      for (Count count : recount(limit, List.of(host))) {
        if (count.before() + count.step() > count.most()) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean counts(Limit limit, FleetHost host) {
    return limit.unit() == Limit.Unit.HOSTS_ON_THEIR_WAY
        ? host.onItsWay()
        : host.down() || host.onItsWay();
  }

  private static @Nullable String domain(Limit limit, FleetHost host) {
    return limit.unit().isByDomain() ? host.labels().values().get(limit.topologyKey()) : null;
  }

  private static int most(Limit limit, int total) {
    HostAmount amount = limit.amount();
    long most =
        amount.percent() ? (long) total * amount.value() / ALL : Math.min(amount.value(), total);
    return (int) Math.max(1, most);
  }

  private void fault(String text, Object... values) {
    faults.add(text.formatted(values));
  }
}
