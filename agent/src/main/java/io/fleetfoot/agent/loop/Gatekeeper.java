package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.Assignment;
import io.fleetfoot.agent.client.ExecToken;
import io.fleetfoot.agent.client.KernelImageOffer;
import io.fleetfoot.agent.manifest.ManifestRefusedException;
import io.fleetfoot.agent.manifest.TrustedKeyFiles;
import io.fleetfoot.agent.manifest.VerifiedManifest;
import io.fleetfoot.agent.preflight.Check;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Lets nothing be booted because the service says so: a kernel image needs a manifest that a key
 * pinned on this host signed, and an execution a token that is for this host, this boot and that
 * manifest, and was never used.
 */
final class Gatekeeper {
  private static final String ANOTHER =
      "abort the rollout and start another, which makes a token of its own; if this repeats, find"
          + " out who answers at service.url";

  private final Path trustedKeys;
  private final InstantSource clock;
  private final SpentExecIds spent;
  private final Supplier<Optional<String>> hostId;

  /**
   * Makes it for a host.
   *
   * @param trustedKeys a PEM file, or a directory of them
   * @param hostId who this host is to the service, when it knows
   */
  Gatekeeper(
      Path trustedKeys,
      InstantSource clock,
      SpentExecIds spent,
      Supplier<Optional<String>> hostId) {
    this.trustedKeys = trustedKeys;
    this.clock = clock;
    this.spent = spent;
    this.hostId = hostId;
  }

  /**
   * Verifies an offer's manifest by the keys and the time as they are now.
   *
   * @throws RefusedException if it may not be booted here
   */
  VerifiedManifest verify(KernelImageOffer offer, HostFacts facts) throws RefusedException {
    try {
      VerifiedManifest verified =
          VerifiedManifest.verify(
              offer.manifest(), TrustedKeyFiles.read(trustedKeys), clock.instant());
      verified.requireArchitecture(facts.identity().architecture());
      return verified;
    } catch (ManifestRefusedException e) {
      throw new RefusedException(e.refusal());
    }
  }

  /**
   * Verifies once more what was staged, and whether it may be entered now.
   *
   * @throws RefusedException if not
   */
  void admit(Assignment.Execute assignment, Preparation staged, HostFacts facts)
      throws RefusedException {
    List<Refusal> refusals = new ArrayList<>(token(assignment.execToken(), staged, facts));
    if (assignment.kernelImage().isPresent()) {
      VerifiedManifest now = verify(assignment.kernelImage().get(), facts);
      if (!Optional.of(now).equals(staged.manifest())) {
        refusals.add(refusal("an assignment of " + now, "the staged " + shown(staged)));
      }
    }
    RefusedException.throwIfAny(refusals);
  }

  private static String shown(Preparation staged) {
    return staged.manifest().map(VerifiedManifest::toString).orElse("plain reboot");
  }

  /** Notes, for good, that a token is used. */
  void spend(ExecToken token) throws IOException {
    spent.add(token.execId());
  }

  private List<Refusal> token(ExecToken token, Preparation staged, HostFacts facts) {
    List<Refusal> refusals = new ArrayList<>();
    String self = hostId.get().orElse("a host without an identity");
    if (!token.hostId().equals(self)) {
      refusals.add(refusal("a token for host " + token.hostId(), "one for " + self));
    }
    if (!token.bootId().equals(facts.bootId())) {
      refusals.add(
          refusal(
              "a token for boot " + token.bootId(), "one for the running boot " + facts.bootId()));
    }
    if (!token.manifestSha256().equals(staged.manifest().map(VerifiedManifest::sha256))) {
      refusals.add(
          refusal(
              "a token for manifest " + token.manifestSha256().orElse("none"),
              "the staged " + shown(staged)));
    }
    if (spent.contains(token.execId())) {
      refusals.add(
          refusal(
              "exec id %s, which was used on this host before".formatted(token.execId()),
              "one that never was"));
    }
    return refusals;
  }

  private static Refusal refusal(String found, String wanted) {
    return Check.EXEC_TOKEN.refuse(found, wanted, ANOTHER);
  }
}
