package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.Blob;
import io.fleetfoot.service.fleet.KernelFile;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.KernelImage.Proof;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.fleet.KernelRelease;
import io.fleetfoot.service.fleet.SignedManifest;
import io.fleetfoot.service.rollout.RolloutSpec;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes kernel images in, after a look at whether the file is the kernel it is said to be. */
public class KernelImages {

  private static final Logger log = LoggerFactory.getLogger(KernelImages.class);
  private static final String MANIFEST_EXPIRED = "manifest-expired";

  private final KernelImageRepository images;
  private final BlobStore blobs;
  private final TransitionLog transitions;
  private final Transactions transactions;
  private final InstantSource clock;

  /** Makes it over the repository of the images, the store of their bytes, and the outbox. */
  public KernelImages(
      KernelImageRepository images,
      BlobStore blobs,
      TransitionLog transitions,
      Transactions transactions,
      InstantSource clock) {
    this.images = images;
    this.blobs = blobs;
    this.transitions = transitions;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** A file that can be read from its beginning as often as needed. */
  @FunctionalInterface
  public interface Source {

    /** Opens the file. */
    InputStream open() throws IOException;
  }

  /**
   * Keeps both files and makes the kernel image that the manifest describes of them. Its signatures
   * are not verified here: this service holds no key, and the agents believe none of its words.
   *
   * @throws ConflictException {@code manifest-expired}
   * @throws KernelImageRefusedException {@code not-a-kernel}, {@code wrong-release}, {@code
   *     empty-initrd}, {@code initrd-mismatch} or {@code digest-mismatch}; there is no kernel image
   *     then
   * @throws IOException if a file cannot be read or kept
   */
  public KernelImage register(SignedManifest manifest, Source kernel, Optional<Source> initrd)
      throws IOException {
    Proof proof = new Proof(manifest.envelope(), manifest.expiresAt());
    if (proof.isExpiredAt(clock.instant())) {
      throw new ConflictException(
          MANIFEST_EXPIRED,
          "the manifest expired at %s; sign the kernel image again".formatted(proof.expiresAt()));
    }
    requireRelease(manifest.description().release(), kernel);
    requireBothOrNone(manifest.initrd(), initrd);
    if (initrd.isPresent()) {
      requireContent(initrd.get());
    }
    keep(kernel, manifest.kernel());
    if (initrd.isPresent()) {
      keep(initrd.get(), manifest.initrd().orElseThrow());
    }
    KernelImage image = transactions.run(() -> insert(manifest));
    log.info(
        "kernelImage={} release={} kernel={} initrd={} signedBy={} registered",
        image.id(),
        image.release(),
        image.kernel().sha256(),
        image.initrd().map(blob -> blob.sha256().hex()).orElse("none"),
        manifest.envelope().keyIds());
    return image;
  }

  /**
   * Returns the kernel image for a new rollout, if it is to boot one.
   *
   * @throws NotFoundException as {@link #getBootable(KernelImageId)} does
   * @throws ConflictException likewise
   */
  Optional<KernelImage> getBootable(RolloutSpec spec) {
    return Optional.ofNullable(spec.kernelImage()).map(this::getBootable);
  }

  /**
   * Returns the kernel image of a rollout, if it boots one.
   *
   * @throws NotFoundException if there is none of this id
   */
  Optional<KernelImage> find(RolloutSpec spec) {
    return Optional.ofNullable(spec.kernelImage()).map(this::get);
  }

  /**
   * Returns the kernel image for a new rollout.
   *
   * @throws NotFoundException if there is none of this id
   * @throws ConflictException {@code manifest-expired}, or {@code manifest-missing} if it was
   *     registered before there were manifests: no agent would boot it
   */
  public KernelImage getBootable(KernelImageId id) {
    KernelImage image = get(id);
    Proof proof = image.proof();
    if (proof == null) {
      throw new ConflictException(
          "manifest-missing",
          "kernel image %s has no signed manifest; sign it and register it anew".formatted(id));
    }
    if (proof.isExpiredAt(clock.instant())) {
      throw new ConflictException(
          MANIFEST_EXPIRED,
          "the manifest of kernel image %s expired at %s; sign it again and register it anew"
              .formatted(id, proof.expiresAt()));
    }
    return image;
  }

  /** Returns the kernel image, if there is one of this id. */
  Optional<KernelImage> find(KernelImageId id) {
    return images.find(id);
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

  private KernelImage insert(SignedManifest manifest) {
    KernelImage image = images.insert(new KernelImageId(UUID.randomUUID()), manifest);
    transitions.append(
        Transition.of(image, "%s %s registered".formatted(image.name(), image.release())));
    return image;
  }

  private static void requireRelease(KernelRelease declared, Source kernel) throws IOException {
    KernelFile found = read(kernel);
    if (!found.release().equals(declared)) {
      throw new KernelImageRefusedException(
          "wrong-release",
          "the kernel file says it is \"%s\", expected release %s; is it the file that was meant?"
              .formatted(found.version(), declared));
    }
  }

  private static KernelFile read(Source kernel) throws IOException {
    try (InputStream bytes = kernel.open()) {
      return KernelFile.read(bytes);
    } catch (IllegalArgumentException e) {
      throw new KernelImageRefusedException("not-a-kernel", String.valueOf(e.getMessage()));
    }
  }

  private static void requireBothOrNone(Optional<Blob> signed, Optional<Source> file) {
    if (signed.isPresent() != file.isPresent()) {
      throw new KernelImageRefusedException(
          "initrd-mismatch",
          signed.isPresent()
              ? "found no initrd, wanted the one of %s that the manifest names; send it too"
                  .formatted(signed.get().sha256())
              : "found an initrd, but the manifest names none; leave it out, or sign it with --initrd");
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

  private void keep(Source file, Blob signed) throws IOException {
    try (InputStream bytes = file.open()) {
      Blob kept = blobs.put(bytes, signed.sha256());
      if (kept.size() != signed.size()) {
        throw new KernelImageRefusedException(
            "digest-mismatch",
            "the manifest says that %s has %d bytes, but it has %d; sign the kernel image again"
                .formatted(signed.sha256(), signed.size(), kept.size()));
      }
    }
  }
}
