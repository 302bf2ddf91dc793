package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.BlobCache;
import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.client.WrongDigestException;
import io.fleetfoot.agent.image.KernelImage;
import io.fleetfoot.agent.image.MalformedImageException;
import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.Verification;
import io.fleetfoot.agent.manifest.Blob;
import io.fleetfoot.agent.manifest.Manifest;
import io.fleetfoot.agent.manifest.VerifiedManifest;
import io.fleetfoot.agent.preflight.Check;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.Preflight;
import io.fleetfoot.agent.preflight.Refusal;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gets the host ready by the best method that it allows, never by one that the policy forbids, and
 * says why each better one was passed over; leaves nothing loaded.
 */
final class Stager {
  private static final Logger LOG = System.getLogger(Stager.class.getName());

  private final Host host;
  private final Loaders loaders;
  private final Gatekeeper gatekeeper;
  private final BlobCache cache;
  private final LoadSettings settings;

  Stager(
      Host host, Loaders loaders, Gatekeeper gatekeeper, BlobCache cache, LoadSettings settings) {
    this.host = host;
    this.loaders = loaders;
    this.gatekeeper = gatekeeper;
    this.cache = cache;
    this.settings = settings;
  }

  /**
   * Verifies, fetches and stages, ending the phases {@code fetch} and {@code stage}.
   *
   * @throws RefusedException if host or image are not fit for any method
   * @throws ServiceException if the image cannot be fetched now
   * @throws KexecException if the kernel could not take it this time; nothing is loaded
   */
  Preparation stage(Order order, PhaseTimer timer)
      throws RefusedException, ServiceException, IOException {
    HostFacts facts = host.facts();
    var passed = new PassedOver(order.rebootId());
    List<Loader> open = new ArrayList<>(loaders.allowedBy(order.policy()));
    open.removeIf(
        loader ->
            passed.over(loader.method(), refusals(loader, facts, order.policy().verification())));
    passed.refuseIfNoneIn(open);
    if (order.kernelImage().isEmpty()) {
      timer.end("stage");
      return loaders.firmware().prepare(order, facts, Optional.empty());
    }
    VerifiedManifest verified = gatekeeper.verify(order.kernelImage().get(), facts);
    LOG.log(Level.INFO, "reboot {0}: {1}", order.rebootId(), verified);
    if (open.get(0).method() == LoadMethod.FIRMWARE) {
      // the kernel is one that is installed: nothing is fetched
      FirmwareReboot reboot = loaders.firmware().prepare(order, facts, Optional.of(verified));
      timer.end("stage");
      return reboot;
    }
    Fetched fetched = new Fetched(order, facts, verified, fetch(verified.manifest()));
    timer.end("fetch");
    requireFit(fetched);
    Preparation preparation = prepareByBest(open, fetched, passed);
    timer.end("stage");
    return preparation;
  }

  /** Spoils what was staged, for the lab, if it was staged into a region. */
  void corrupt(Preparation preparation) {
    if (preparation instanceof StagedSlot slot
        && loaders.of(slot.method()) instanceof SlotLoader loader) {
      loader.corrupt(slot);
    }
  }

  /**
   * Returns what speaks against a method: a kernel is entered unverified only where a host says so.
   */
  private List<Refusal> refusals(Loader loader, HostFacts facts, Verification verification) {
    List<Refusal> refusals = new ArrayList<>(loader.refusals(facts, verification));
    if (verification == Verification.NONE
        && loader.method() != LoadMethod.FIRMWARE
        && !settings.unverified()) {
      refusals.add(
          Check.VERIFICATION.refuse(
              "a policy with verification none, and verification.none = false on this host",
              "a kernel that is verified before it is entered",
              "let the policy say kcore, or set verification.none = true on hosts of this kind"));
    }
    return refusals;
  }

  /** Refuses what no method can enter. */
  private static void requireFit(Fetched fetched) throws RefusedException, IOException {
    try {
      KernelImage image = fetched.files().image();
      Manifest manifest = fetched.verified().manifest();
      RefusedException.throwIfAny(
          Preflight.kernel(Fetched.needs(manifest, image, fetched.commandLine())));
    } catch (MalformedImageException e) {
      throw new RefusedException(unpackable(e));
    }
  }

  private Preparation prepareByBest(List<Loader> open, Fetched fetched, PassedOver passed)
      throws RefusedException, IOException {
    for (Loader loader : open) {
      try {
        return loader.prepare(fetched);
      } catch (RefusedException e) {
        passed.over(loader.method(), e.refusals());
      } catch (MalformedImageException e) {
        passed.over(loader.method(), List.of(unpackable(e)));
      } catch (KexecException e) {
        Refusal refusal = LoadRefusal.of(e, loader.method(), host.facts()).orElseThrow(() -> e);
        passed.over(loader.method(), List.of(refusal));
      }
    }
    passed.refuseIfNoneIn(List.of());
    throw new IllegalStateException("a policy has a method");
  }

  private KernelFiles fetch(Manifest manifest)
      throws RefusedException, ServiceException, IOException {
    Path kernel = fetch(manifest.kernel());
    Optional<Path> initrd = Optional.empty();
    Set<String> kept = new HashSet<>(Set.of(manifest.kernel().sha256()));
    if (manifest.initrd().isPresent()) {
      initrd = Optional.of(fetch(manifest.initrd().get()));
      kept.add(manifest.initrd().get().sha256());
    }
    cache.keepOnly(kept);
    return new KernelFiles(
        kernel, initrd, cache.derived(manifest.kernel(), "vmlinux"), Optional.empty());
  }

  private Path fetch(Blob blob) throws RefusedException, ServiceException, IOException {
    try {
      return cache.fetch(blob);
    } catch (WrongDigestException e) {
      throw new RefusedException(
          unfit(e, "the bytes of that digest", "register the kernel image anew"));
    } catch (ServiceException e) {
      if (e.reason() == ServiceException.Reason.NOT_FOUND) {
        throw new RefusedException(
            unfit(e, "a blob the service has", "register the kernel image anew"));
      }
      throw e;
    }
  }

  private static Refusal unpackable(MalformedImageException found) {
    return unfit(found, "a kernel this agent can unpack", "use a distribution's bzImage");
  }

  private static Refusal unfit(Exception found, String wanted, String remedy) {
    return Check.KERNEL_IMAGE.refuse(String.valueOf(found.getMessage()), wanted, remedy);
  }
}
