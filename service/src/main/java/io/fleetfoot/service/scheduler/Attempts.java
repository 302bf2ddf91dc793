package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes the next attempt of a host within its rollout: the same once more, or back to what it ran
 * before. The attempt before it is kept, and counts no longer.
 */
public class Attempts {

  private final RebootRepository reboots;
  private final HostRepository hosts;
  private final KernelImages kernelImages;
  private final RebootTimeouts timeouts;

  /** Makes it over its repositories and the kernel images. */
  public Attempts(
      RebootRepository reboots,
      HostRepository hosts,
      KernelImages kernelImages,
      RebootTimeouts timeouts) {
    this.reboots = reboots;
    this.hosts = hosts;
    this.kernelImages = kernelImages;
    this.timeouts = timeouts;
  }

  /** Tries the hosts of these reboots again, in the transaction that runs now. */
  void again(List<RebootId> ended, Instant notBefore) {
    ended.forEach(
        id -> {
          Reboot failed = find(id);
          replace(failed, failed.again(newId(), host(failed.host()), notBefore));
        });
  }

  /** Sends the hosts of these reboots back, in the transaction that runs now. */
  void back(List<RebootId> ended) {
    ended.forEach(this::back);
  }

  private void back(RebootId id) {
    Reboot done = find(id);
    Optional<KernelImageId> previous = reboots.findPrevious(id);
    if (previous.isEmpty()) {
      reboots.keepWhereItIs(
          id,
          "cannot go back: no other kernel image of release %s is known with a manifest that is valid"
              .formatted(done.evidence().fromRelease()));
    } else if (!reboots.listBusy(List.of(done.host())).isEmpty()) {
      reboots.keepWhereItIs(id, "cannot go back: another rollout has the host by now");
    } else {
      KernelImage image = kernelImages.get(previous.get());
      replace(done, done.back(newId(), host(done.host()), image.id(), image.release().value()));
    }
  }

  private void replace(Reboot before, Reboot next) {
    reboots.supersede(before.id());
    reboots.insert(List.of(next), timeouts.of(RebootState.QUEUED));
  }

  private static RebootId newId() {
    return new RebootId(UUID.randomUUID());
  }

  private Reboot find(RebootId id) {
    return reboots.find(id).orElseThrow(() -> new NotFoundException("reboot", id.toString()));
  }

  private Host host(HostId id) {
    return hosts.find(id).orElseThrow(() -> new NotFoundException("host", id.toString()));
  }
}
