package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.admission.Check;
import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.CertificateVerifier;
import io.fleetfoot.service.rollout.Feasibility;
import io.fleetfoot.service.rollout.Member;
import io.fleetfoot.service.rollout.PlanCertificate;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutDecision;
import io.fleetfoot.service.rollout.RolloutLimits;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.RolloutTimeouts;
import io.fleetfoot.service.rollout.Surroundings;
import io.fleetfoot.service.rollout.UnfinishableException;
import io.fleetfoot.service.rollout.Wave;
import io.fleetfoot.service.rollout.WaveAdmission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees what surrounds a rollout, and lets no admission pass whose certificate does not verify. */
public class Admissions {

  private static final Logger log = LoggerFactory.getLogger(Admissions.class);

  private final FleetView fleet;
  private final RolloutRepository rollouts;
  private final List<Limit> fleetLimits;
  private final HostFits fits;
  private final RolloutTimeouts timeouts;
  private final FleetMeters meters;
  private final Duration silence;
  private final Duration patience;
  private volatile @Nullable Instant listensSince;

  /**
   * Makes it over the view of the fleet.
   *
   * @param fleetLimits the limits that bind every host, whatever rollouts ask for
   * @param fits how long hosts are likely to be down
   * @param timeouts how long a rollout may run
   * @param silence how long an agent may say nothing before its host is silent, and not let go
   * @param patience how long a silent host is waited for before it is lost
   */
  public Admissions(
      FleetView fleet,
      RolloutRepository rollouts,
      List<Limit> fleetLimits,
      HostFits fits,
      RolloutTimeouts timeouts,
      FleetMeters meters,
      Duration silence,
      Duration patience) {
    this.fleet = fleet;
    this.rollouts = rollouts;
    this.fleetLimits = List.copyOf(fleetLimits);
    this.fits = fits;
    this.timeouts = timeouts;
    this.meters = meters;
    this.silence = silence;
    this.patience = patience;
  }

  /** Returns the host as limits see it that it is in no rollout. */
  static FleetHost seen(Host host) {
    return new FleetHost(host.id(), host.labelsAndFacts(), host.isDown(), false, null);
  }

  /** Returns the rollout's reboots that need not begin, for their hosts run its kernel image. */
  List<FleetView.Satisfied> satisfied(Rollout rollout) {
    return fleet.listSatisfied(rollout.id());
  }

  /**
   * Returns the hosts that run the spec's kernel image already, in a boot that was proven; a plain
   * reboot is still to come for every host.
   */
  Set<HostId> proven(RolloutSpec spec) {
    KernelImageId image = spec.kernelImage();
    return image == null ? Set.of() : fleet.listProven(image);
  }

  /**
   * Checks that a rollout of these hosts could finish, were it asked for now.
   *
   * @throws UnfinishableException if it could not
   */
  void requireFinishable(RolloutSpec spec, List<Wave> waves) {
    Set<HostId> proven = proven(spec);
    Feasibility.require(
        spec,
        waves.stream().map(wave -> wave.without(proven)).toList(),
        rollouts.now(),
        timeouts.longest());
  }

  /** Returns when a rollout of the spec is to have ended, were it asked for now. */
  Instant end(RolloutSpec spec) {
    return Feasibility.end(spec, rollouts.now(), timeouts.longest());
  }

  /** Returns the fleet as it is now, with all of its hosts that these limits have to know. */
  FleetSnapshot fleet(List<Limit> own, List<Limit> beside) {
    Instant since = listensSince;
    if (since == null) {
      since = rollouts.now();
      listensSince = since;
    }
    return fleet.snapshot(
        new Listening(silence, patience, since),
        Stream.of(own, beside).flatMap(List::stream).anyMatch(Limit::asksForFacts));
  }

  /** Returns whether the host is up and heard of. */
  Check up(Host host) {
    return fleet(List.of(), List.of()).find(host.id()).orElseGet(() -> seen(host)).up();
  }

  /** Holds the fleet until the transaction that runs now ends. */
  void hold() {
    fleet.hold();
  }

  /** Returns what surrounds the rollout now; the fleet only where a host could be admitted. */
  Surroundings around(Rollout rollout, List<Member> members) {
    return WaveAdmission.isDue(rollout, members)
        ? around(rollout)
        : new Surroundings(rollouts.now());
  }

  /** Returns what surrounds the rollout now, whether a host could be admitted or not. */
  Surroundings around(Rollout rollout) {
    List<Limit> beside = limitsBeside(rollout.id());
    return new Surroundings(
        rollouts.now(),
        fleet(RolloutLimits.of(rollout.id(), rollout.spec()), beside),
        beside,
        fits.of(rollout.id()),
        timeouts.longest());
  }

  /** Returns the limits that bind besides those of the rollout, if there is one. */
  List<Limit> limitsBeside(@Nullable RolloutId rollout) {
    List<Limit> limits = new ArrayList<>(fleetLimits);
    fleet.listActive().stream()
        .filter(other -> !other.id().equals(rollout))
        .forEach(other -> limits.addAll(RolloutLimits.ofOther(other.id(), other.spec())));
    return limits;
  }

  /** Says whether the admission's certificate verifies; one that does not is logged and counted. */
  boolean isCertified(
      Rollout rollout, List<Member> members, RolloutDecision.Admit admit, Surroundings around) {
    Set<RebootId> admitted = new HashSet<>(admit.reboots());
    List<HostId> hosts =
        members.stream()
            .filter(member -> admitted.contains(member.reboot()))
            .map(Member::host)
            .toList();
    PlanCertificate certificate = new WaveAdmission(rollout, members, around).certify(hosts);
    FleetSnapshot seen = WaveAdmission.fleet(rollout, members, around);
    List<String> faults =
        CertificateVerifier.verifyAdmission(
            certificate, new HashSet<>(hosts), WaveAdmission.limits(rollout, around), seen);
    if (!faults.isEmpty()) {
      log.error(
          "rollout={} admits nothing, its certificate does not verify: {}", rollout.id(), faults);
      meters.certificateRefused();
    }
    return faults.isEmpty();
  }
}
