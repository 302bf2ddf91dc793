package io.fleetfoot.service.reboot;

import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImageId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One host's one attempt.
 *
 * @param reason why it stands where it stands, where there is more to say than the state says
 * @param version grows by one with every save
 * @param attempt which of its host's attempts within the rollout it is
 */
public record Reboot(
    RebootId id,
    RolloutId rollout,
    HostId host,
    int wave,
    Terms terms,
    RebootState state,
    Evidence evidence,
    @Nullable String reason,
    long version,
    Attempt attempt) {

  /** Makes a host's first attempt within its rollout. */
  public Reboot(
      RebootId id,
      RolloutId rollout,
      HostId host,
      int wave,
      Terms terms,
      RebootState state,
      Evidence evidence,
      @Nullable String reason,
      long version) {
    this(id, rollout, host, wave, terms, state, evidence, reason, version, Attempt.first());
  }

  /**
   * What the rollout asks for.
   *
   * @param kernelImage the kernel image to boot; none in a plain reboot
   * @param toRelease the release that it runs; of a plain reboot the one that came up, and nothing
   *     before
   * @param soak how long the host must run it before the boot counts as proven
   * @param bootDeadline how long the host may be silent once it executes
   * @param drain how the load is taken off the host before
   * @param load how the host may get into the next kernel
   */
  public record Terms(
      @Nullable KernelImageId kernelImage,
      @Nullable String toRelease,
      Duration soak,
      Duration bootDeadline,
      DrainPolicy drain,
      LoadPolicy load) {

    /** Makes terms that leave the way into the kernel image to the host. */
    public Terms(
        KernelImageId kernelImage,
        String toRelease,
        Duration soak,
        Duration bootDeadline,
        DrainPolicy drain) {
      this(kernelImage, toRelease, soak, bootDeadline, drain, LoadPolicy.standard());
    }

    /** Says whether the host boots whatever its boot loader boots. */
    public boolean isPlainReboot() {
      return kernelImage == null;
    }

    Terms into(KernelImageId image, String release) {
      return new Terms(image, release, soak, bootDeadline, drain, load);
    }

    Terms cameUpAs(String release) {
      return new Terms(kernelImage, release, soak, bootDeadline, drain, load);
    }
  }

  /** Returns an attempt that waits to begin, on the host as it is now. */
  public static Reboot planned(RebootId id, RolloutId rollout, Host host, int wave, Terms terms) {
    return planned(id, rollout, host, wave, terms, Attempt.first());
  }

  private static Reboot planned(
      RebootId id, RolloutId rollout, Host host, int wave, Terms terms, Attempt attempt) {
    return new Reboot(
        id,
        rollout,
        host.id(),
        wave,
        terms,
        RebootState.QUEUED,
        Evidence.before(host.facts().kernelRelease(), host.facts().bootId()),
        null,
        0,
        attempt);
  }

  /** Returns the host's next attempt at the same, not before the time, on the host as it is now. */
  public Reboot again(RebootId newId, Host now, Instant notBefore) {
    return planned(newId, rollout, now, wave, terms, attempt.next(notBefore));
  }

  /** Returns the host's attempt to go back to another kernel image, on the host as it is now. */
  public Reboot back(RebootId newId, Host now, KernelImageId image, String release) {
    return planned(newId, rollout, now, wave, terms.into(image, release), Attempt.back());
  }

  /**
   * What is known of the attempt so far.
   *
   * @param fromRelease the release that ran before
   * @param fromBootId the boot in which the host was before
   * @param execId the exec id that the host was admitted with
   * @param method the load method that the agent uses
   * @param toBootId the boot in which the host came up
   * @param bootProof whether that boot was proven to be the wanted one
   * @param witnessAwaited whether somebody else than the agent has to confirm the boot as well
   */
  public record Evidence(
      String fromRelease,
      String fromBootId,
      @Nullable ExecId execId,
      @Nullable String method,
      @Nullable String toBootId,
      boolean bootProof,
      boolean witnessAwaited) {

    /** Returns what is known before anything happened. */
    public static Evidence before(String release, String bootId) {
      return new Evidence(release, bootId, null, null, null, false, false);
    }

    Evidence stagedBy(@Nullable String newMethod, String bootId) {
      return new Evidence(
          fromRelease, bootId, execId, newMethod, toBootId, bootProof, witnessAwaited);
    }

    Evidence admittedWith(ExecId newExecId) {
      return new Evidence(
          fromRelease, fromBootId, newExecId, method, toBootId, bootProof, witnessAwaited);
    }

    Evidence awaitingWitness(boolean awaited) {
      return new Evidence(fromRelease, fromBootId, execId, method, toBootId, bootProof, awaited);
    }

    Evidence executingBy(String newMethod, String bootId) {
      return new Evidence(
          fromRelease, bootId, execId, newMethod, toBootId, bootProof, witnessAwaited);
    }

    /** Returns that the boot in which the host is was proven by another attempt. */
    Evidence provenIn(String bootId) {
      return new Evidence(fromRelease, bootId, execId, method, bootId, true, witnessAwaited);
    }

    Evidence booted(String bootId, boolean proof) {
      return new Evidence(fromRelease, fromBootId, execId, method, bootId, proof, witnessAwaited);
    }
  }

  Reboot in(RebootState next, Evidence newEvidence, @Nullable String newReason) {
    if (!state.next().contains(next)) {
      throw new IllegalStateException(
          "reboot %s cannot go from %s to %s".formatted(id, state, next));
    }
    return new Reboot(
        id, rollout, host, wave, terms, next, newEvidence, newReason, version, attempt);
  }

  Reboot on(Terms newTerms) {
    return new Reboot(id, rollout, host, wave, newTerms, state, evidence, reason, version, attempt);
  }

  Reboot in(RebootState next, @Nullable String newReason) {
    return in(next, evidence, newReason);
  }

  Reboot with(Evidence newEvidence, @Nullable String newReason) {
    return new Reboot(
        id, rollout, host, wave, terms, state, newEvidence, newReason, version, attempt);
  }

  /** Returns this attempt as it is after a save. */
  public Reboot saved() {
    return new Reboot(
        id, rollout, host, wave, terms, state, evidence, reason, version + 1, attempt);
  }
}
