package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.Blob;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.Sha256;
import java.util.stream.Stream;

/** The files that a host may fetch: those of the kernel image that its own reboot boots. */
public class HostBlobs {

  private final RebootRepository reboots;
  private final KernelImages images;
  private final BlobStore blobs;

  /** Makes it over the reboots, what they boot, and where that is kept. */
  public HostBlobs(RebootRepository reboots, KernelImages images, BlobStore blobs) {
    this.reboots = reboots;
    this.images = images;
    this.blobs = blobs;
  }

  /**
   * Returns the blob of this digest.
   *
   * @throws NotFoundException if there is none, or none that a reboot of the host wants
   */
  public Blob get(HostId host, Sha256 digest) {
    return reboots
        .findActive(host)
        .map(reboot -> reboot.terms().kernelImage())
        .map(images::get)
        .filter(image -> isOf(image, digest))
        .flatMap(image -> blobs.find(digest))
        .orElseThrow(() -> new NotFoundException("blob", digest.hex()));
  }

  private static boolean isOf(KernelImage image, Sha256 digest) {
    return Stream.concat(Stream.of(image.kernel()), image.initrd().stream())
        .anyMatch(blob -> blob.sha256().equals(digest));
  }
}
