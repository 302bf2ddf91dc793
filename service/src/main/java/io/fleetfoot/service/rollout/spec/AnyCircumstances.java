package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.fleet.KernelImageId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds nothing wrong. */
final class AnyCircumstances implements Circumstances {

  static final Circumstances INSTANCE = new AnyCircumstances();

  private AnyCircumstances() {}

  @Override
  public boolean isKept() {
    return true;
  }

  @Override
  public Optional<String> deadline(Instant deadline) {
    return Optional.empty();
  }

  @Override
  public Optional<String> kernelImage(KernelImageId image) {
    return Optional.empty();
  }

  @Override
  public Optional<String> webhook(URI url) {
    return Optional.empty();
  }

  @Override
  public Optional<String> secret(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<String> prometheus(@Nullable URI address) {
    return Optional.empty();
  }
}
