package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.fleet.SignedManifest;
import java.util.List;
import java.util.Optional;

/** Keeps what is known of the kernel images; their bytes are in the {@link BlobStore}. */
public interface KernelImageRepository {

  /** Keeps a new kernel image, created now by the database's clock. */
  KernelImage insert(KernelImageId id, SignedManifest manifest);

  /** Returns the kernel image. */
  Optional<KernelImage> find(KernelImageId id);

  /** Returns all kernel images, the newest first. */
  List<KernelImage> list();
}
