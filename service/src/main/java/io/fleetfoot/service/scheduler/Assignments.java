package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.fleet.Sha256;
import io.fleetfoot.service.reboot.ExecToken;
import io.fleetfoot.service.reboot.LoadPolicy;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What each agent is asked for, answered from memory.
 *
 * <p>Another replica's moves are seen with the next refresh. An assignment that is out of date by
 * then does no harm: the report that answers it is out of place.
 */
public class Assignments {

  private final RebootRepository reboots;
  private final KernelImages kernelImages;
  private final ProvenBoots provenBoots;
  private final Map<KernelImageId, KernelImage> knownImages = new ConcurrentHashMap<>();
  private final Map<RebootId, Long> moved = new ConcurrentHashMap<>();
  private volatile Map<HostId, Reboot> assigned = Map.of();
  private volatile Map<HostId, Assignment.Commit> proven = Map.of();
  private volatile boolean loaded;

  /** Makes it over the reboots, the kernel images that they boot, and the boots they led to. */
  public Assignments(RebootRepository reboots, KernelImages kernelImages, ProvenBoots provenBoots) {
    this.reboots = reboots;
    this.kernelImages = kernelImages;
    this.provenBoots = provenBoots;
  }

  /** Returns what the host's agent is asked for now; idle is never said before the first load. */
  public Assignment current(HostId host) {
    if (!loaded) {
      refresh();
    }
    Reboot reboot = assigned.get(host);
    return reboot == null ? new Assignment.Idle(proven.get(host)) : assignment(reboot);
  }

  /** Reads what every agent is asked for. */
  public synchronized void refresh() {
    Map<RebootId, Long> movedBefore = Map.copyOf(moved);
    assigned =
        reboots.listAssigned().stream()
            .filter(reboot -> reboot.version() >= moved.getOrDefault(reboot.id(), 0L))
            .collect(Collectors.toConcurrentMap(Reboot::host, reboot -> reboot));
    movedBefore.forEach(moved::remove);
    loaded = true;
  }

  /**
   * Reads which hosts run a proven boot. A host may have left it by then: its agent knows which
   * reboot it came from, and does nothing for another.
   */
  public void refreshProven() {
    proven = provenBoots.list();
  }

  /** Takes in a move that this replica saved, without waiting for the next refresh. */
  synchronized void moved(Reboot reboot) {
    moved.put(reboot.id(), reboot.version());
    if (!loaded) {
      return;
    }
    if (isAssigned(reboot.state())) {
      assigned.put(reboot.host(), reboot);
    } else {
      assigned.remove(reboot.host());
    }
  }

  private Assignment assignment(Reboot reboot) {
    KernelImageId id = reboot.terms().kernelImage();
    LoadPolicy policy = reboot.terms().load();
    boolean admitted = reboot.state() == RebootState.VERIFYING;
    if (id == null) {
      return admitted
          ? new Assignment.Execute(reboot.id(), token(reboot, null), null, policy)
          : new Assignment.Stage(reboot.id(), null, policy);
    }
    KernelImage image = knownImages.computeIfAbsent(id, kernelImages::get);
    // without a manifest there is nothing that an agent would execute, and it says so when it
    // stages
    return admitted && image.manifest().isPresent()
        ? new Assignment.Execute(
            reboot.id(), token(reboot, image.manifest().get().payloadSha256()), image, policy)
        : new Assignment.Stage(reboot.id(), image, policy);
  }

  /** One token for one admission: for the boot in which the host was ready to go. */
  private static ExecToken token(Reboot reboot, @Nullable Sha256 manifest) {
    return new ExecToken(
        Objects.requireNonNull(reboot.evidence().execId(), "exec id of an admitted reboot"),
        reboot.host(),
        reboot.evidence().fromBootId(),
        manifest);
  }

  private static boolean isAssigned(RebootState state) {
    return state == RebootState.STAGING
        || state == RebootState.READY
        || state == RebootState.DRAINING
        || state == RebootState.VERIFYING;
  }
}
