package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.fleet.Enrolment;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Member;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutDecision;
import io.fleetfoot.service.rollout.RolloutMachine;
import io.fleetfoot.service.rollout.RolloutPolicy;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.Standstill;
import io.fleetfoot.service.rollout.UnfinishableException;
import io.fleetfoot.service.rollout.Verb;
import io.fleetfoot.service.rollout.Wave;
import io.fleetfoot.service.rollout.WavePlanner;
import io.fleetfoot.service.rollout.WaveProgress;
import io.fleetfoot.service.rollout.spec.Fault;
import io.fleetfoot.service.rollout.spec.InvalidSpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;

/** Creates rollouts, aborts them, and says how they stand. */
public class Rollouts {

  private final RolloutRepository rollouts;
  private final RebootRepository reboots;
  private final HostRepository hosts;
  private final KernelImages kernelImages;
  private final Admissions admissions;
  private final RolloutVerbs verbs;
  private final RebootTimeouts timeouts;
  private final Transactions transactions;
  private final RolloutObserver observer;
  private final OutboundRules outbound;

  /**
   * Makes it over its repositories, admissions, operators' verbs, and what is observed of rollouts.
   *
   * @param outbound says which addresses a rollout may name
   */
  public Rollouts(
      RolloutRepository rollouts,
      RebootRepository reboots,
      HostRepository hosts,
      KernelImages kernelImages,
      Admissions admissions,
      RolloutVerbs verbs,
      RebootTimeouts timeouts,
      Transactions transactions,
      RolloutObserver observer,
      OutboundRules outbound) {
    this.rollouts = rollouts;
    this.reboots = reboots;
    this.hosts = hosts;
    this.kernelImages = kernelImages;
    this.admissions = admissions;
    this.verbs = verbs;
    this.timeouts = timeouts;
    this.transactions = transactions;
    this.observer = observer;
    this.outbound = outbound;
  }

  /**
   * A rollout with all that an operator wants to know of it.
   *
   * @param kernelImage what it boots; nothing if it only reboots
   * @param waiting the constraint that keeps each host waiting that is ready, or cannot even stage
   * @param standstill what keeps the rollout as a whole, be there hosts that wait or not
   */
  public record Overview(
      Rollout rollout,
      Optional<KernelImage> kernelImage,
      List<Member> members,
      List<WaveProgress> waves,
      Map<RebootId, Verdict.No> waiting,
      Optional<Verdict.No> standstill) {}

  /**
   * Starts a rollout over the hosts that its selector chooses now.
   *
   * <p>A host that another rollout has waits until that one is done with it.
   *
   * @throws ConflictException {@code no-hosts-match}, or as {@link KernelImages#getBootable} does
   * @throws UnfinishableException if it could never finish
   * @throws NotFoundException if there is no such kernel image
   */
  public Overview create(RolloutSpec spec) {
    return get(insert(spec, null));
  }

  /**
   * Starts a rollout under a reference, or returns the one that has it already.
   *
   * @throws ConflictException as {@link #create} does
   * @throws NotFoundException likewise
   */
  public Overview createOnce(String reference, RolloutSpec spec) {
    Optional<Overview> known = findByReference(reference);
    if (known.isPresent()) {
      return known.get();
    }
    try {
      return get(insert(spec, reference));
    } catch (DuplicateKeyException e) {
      return findByReference(reference).orElseThrow(() -> e);
    }
  }

  /**
   * Checks that a rollout like this could be started, whichever hosts it is about.
   *
   * @throws InvalidSpecException if it names an address that no rollout may name
   * @throws ConflictException as {@link KernelImages#getBootable} does
   * @throws NotFoundException if there is no such kernel image
   */
  void requireStartable(RolloutSpec spec) {
    requireCallable(spec.policy());
    kernelImages.getBootable(spec);
  }

  /** Returns the rollout that has the reference. */
  public Optional<Overview> findByReference(String reference) {
    return rollouts.findByReference(reference).map(this::overview);
  }

  /** Returns the newest rollout whose reference begins so. */
  public Optional<Overview> findNewest(String referencePrefix) {
    return rollouts.findNewest(referencePrefix).map(this::overview);
  }

  private RolloutId insert(RolloutSpec spec, @Nullable String reference) {
    requireCallable(spec.policy());
    RolloutId id = new RolloutId(UUID.randomUUID());
    Optional<KernelImage> image = kernelImages.getBootable(spec);
    return transactions.run(() -> insert(id, spec, image, reference));
  }

  /**
   * Ends a rollout as soon as the hosts past the point of no return have finished.
   *
   * @throws ConflictException {@code rollout-ended} if it has ended otherwise
   */
  public Overview abort(RolloutId id) {
    return abort(id, null, OptionalLong.empty());
  }

  /**
   * Ends a rollout likewise, if it is still at the version where one is expected.
   *
   * @param reason why, in the words of who acts; null if they say nothing
   * @throws ConflictException likewise
   * @throws VersionMismatchException if it is at another version
   */
  public Overview abort(RolloutId id, @Nullable String reason, OptionalLong expected) {
    verbs.say(Verb.ABORT, reason, id, expected);
    return get(id);
  }

  /**
   * Returns the rollout.
   *
   * @throws NotFoundException if there is none of this id
   */
  public Overview get(RolloutId id) {
    return overview(find(id));
  }

  /** Returns all rollouts, the newest first. */
  public List<Overview> list() {
    return rollouts.list().stream().map(this::overview).toList();
  }

  private void requireCallable(RolloutPolicy policy) {
    List<OutboundRules.Fault> faults = outbound.faults(policy);
    if (!faults.isEmpty()) {
      throw new InvalidSpecException(
          faults.stream().map(fault -> new Fault(fault.path(), fault.detail())).toList());
    }
  }

  private RolloutId insert(
      RolloutId id, RolloutSpec spec, Optional<KernelImage> image, @Nullable String reference) {
    List<Host> chosen = chosen(hosts, spec);
    List<Wave> waves = WavePlanner.plan(spec, chosen.stream().map(Admissions::seen).toList());
    admissions.requireFinishable(spec, waves);
    rollouts.insert(verbs.begun(id, spec), reference);
    reboots.insert(plan(id, spec, image, chosen, waves), timeouts.of(RebootState.QUEUED));
    return id;
  }

  /**
   * Returns the hosts that the spec's selector chooses now, by hostname.
   *
   * @throws ConflictException {@code no-hosts-match} if there is none
   */
  static List<Host> chosen(HostRepository hosts, RolloutSpec spec) {
    List<Host> chosen = hosts.list(spec.selector()).stream().filter(Rollouts::mayReboot).toList();
    if (chosen.isEmpty()) {
      throw new ConflictException("no-hosts-match", "no host is chosen by the selector");
    }
    return chosen;
  }

  /** A host whose key is revoked is not heard, so that it could only be lost. */
  private static boolean mayReboot(Host host) {
    Enrolment enrolment = host.enrolment();
    return enrolment == null || !enrolment.isRevoked();
  }

  private static List<Reboot> plan(
      RolloutId id,
      RolloutSpec spec,
      Optional<KernelImage> image,
      List<Host> chosen,
      List<Wave> waves) {
    Reboot.Terms terms =
        new Reboot.Terms(
            spec.kernelImage(),
            image.map(known -> known.release().value()).orElse(null),
            spec.soak(),
            spec.bootDeadline(),
            spec.drain(),
            spec.load());
    Map<HostId, Host> hosts =
        chosen.stream().collect(Collectors.toMap(Host::id, Function.identity()));
    List<Reboot> planned = new ArrayList<>();
    for (Wave wave : waves) {
      for (HostId host : wave.hosts()) {
        planned.add(
            Reboot.planned(
                new RebootId(UUID.randomUUID()),
                id,
                Objects.requireNonNull(hosts.get(host)),
                wave.index(),
                terms));
      }
    }
    return planned;
  }

  private Rollout find(RolloutId id) {
    return rollouts.find(id).orElseThrow(() -> new NotFoundException("rollout", id.toString()));
  }

  /** Returns the rollout with all that an operator wants to know of it. */
  public Overview overview(Rollout rollout) {
    List<Member> members = rollouts.listMembers(rollout.id());
    return new Overview(
        rollout,
        kernelImages.find(rollout.spec()),
        members,
        WaveProgress.of(rollout, members),
        waiting(
            observer.hold(
                rollout,
                RolloutMachine.decide(
                    rollout,
                    members,
                    admissions.around(rollout, members),
                    observer.observe(rollout)))),
        Standstill.of(rollout));
  }

  static Map<RebootId, Verdict.No> waiting(RolloutDecision decision) {
    if (decision instanceof RolloutDecision.Rest rest) {
      return rest.denials();
    }
    return decision instanceof RolloutDecision.Admit admit ? admit.denials() : Map.of();
  }
}
