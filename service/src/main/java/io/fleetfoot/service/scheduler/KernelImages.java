package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.Blob;
import io.fleetfoot.service.fleet.BzImage;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.KernelImageDescription;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.fleet.KernelRelease;
import io.fleetfoot.service.fleet.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes kernel images in, after a look at whether the file is the kernel it is said to be. */
public class KernelImages {

  private static final Logger log = LoggerFactory.getLogger(KernelImages.class);

  private final KernelImageRepository images;
  private final BlobStore blobs;
  private final TransitionLog transitions;
  private final Transactions transactions;

  /** Makes it over the repository of the images, the store of their bytes, and the outbox. */
  public KernelImages(
      KernelImageRepository images,
      BlobStore blobs,
      TransitionLog transitions,
      Transactions transactions) {
    this.images = images;
    this.blobs = blobs;
    this.transitions = transitions;
    this.transactions = transactions;
  }

  /** A file that can be read from its beginning as often as needed. */
  @FunctionalInterface
  public interface Source {

    /** Opens the file. */
    InputStream open() throws IOException;
  }

  /**
   * A file that is to be kept.
   *
   * @param announced the digest that its sender says it has, if he says so
   */
  public record Incoming(Source source, Optional<Sha256> announced) {}

  /**
   * Keeps both files and makes a kernel image of them.
   *
   * @throws KernelImageRefusedException {@code not-a-kernel}, {@code wrong-release}, {@code
   *     empty-initrd} or {@code digest-mismatch}; there is no kernel image then
   * @throws IOException if a file cannot be read or kept
   */
  public KernelImage register(KernelImageDescription description, Incoming kernel, Incoming initrd)
      throws IOException {
    requireRelease(description.release(), kernel.source());
    requireContent(initrd.source());
    Blob keptKernel = keep(kernel);
    Blob keptInitrd = keep(initrd);
    KernelImage image = transactions.run(() -> insert(description, keptKernel, keptInitrd));
    log.info(
        "kernelImage={} release={} kernel={} initrd={} registered",
        image.id(),
        image.release(),
        keptKernel.sha256(),
        keptInitrd.sha256());
    return image;
  }

  /**
   * Returns the kernel image.
   *
   * @throws NotFoundException if there is none of this id
   */
  public KernelImage get(KernelImageId id) {
    return images.find(id).orElseThrow(() -> new NotFoundException("kernel image", id.toString()));
  }

  /** Returns all kernel images, the newest first. */
  public List<KernelImage> list() {
    return images.list();
  }

  private KernelImage insert(KernelImageDescription description, Blob kernel, Blob initrd) {
    KernelImage image =
        images.insert(new KernelImageId(UUID.randomUUID()), description, kernel, initrd);
    transitions.append(
        Transition.of(image, "%s %s registered".formatted(image.name(), image.release())));
    return image;
  }

  private static void requireRelease(KernelRelease declared, Source kernel) throws IOException {
    BzImage found = head(kernel);
    if (!found.release().equals(declared)) {
      throw new KernelImageRefusedException(
          "wrong-release",
          "the kernel file says it is \"%s\", expected release %s; is it the file that was meant?"
              .formatted(found.version(), declared));
    }
  }

  private static BzImage head(Source kernel) throws IOException {
    byte[] head;
    try (InputStream bytes = kernel.open()) {
      head = bytes.readNBytes(BzImage.HEAD_BYTES);
    }
    try {
      return BzImage.parse(head);
    } catch (IllegalArgumentException e) {
      throw new KernelImageRefusedException("not-a-kernel", String.valueOf(e.getMessage()));
    }
  }

  private static void requireContent(Source initrd) throws IOException {
    try (InputStream bytes = initrd.open()) {
      if (bytes.read() < 0) {
        throw new KernelImageRefusedException(
            "empty-initrd", "the initrd file has 0 bytes, expected an initramfs");
      }
    }
  }

  private Blob keep(Incoming file) throws IOException {
    try (InputStream bytes = file.source().open()) {
      return file.announced().isPresent()
          ? blobs.put(bytes, file.announced().get())
          : blobs.put(bytes);
    }
  }
}
