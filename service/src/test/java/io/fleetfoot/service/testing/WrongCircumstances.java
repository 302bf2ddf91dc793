package io.fleetfoot.service.testing;

import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.rollout.spec.Circumstances;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds everything wrong. */
public final class WrongCircumstances implements Circumstances {

  @Override
  public Optional<String> deadline(Instant deadline) {
    return Optional.of("is over: " + deadline);
  }

  @Override
  public Optional<String> kernelImage(KernelImageId image) {
    return Optional.of("is not there: " + image);
  }

  @Override
  public Optional<String> webhook(URI url) {
    return Optional.of("is not allowed: " + url);
  }

  @Override
  public Optional<String> secret(String name) {
    return Optional.of("is not configured: " + name);
  }

  @Override
  public Optional<String> prometheus(@Nullable URI address) {
    return Optional.of("cannot be asked: " + address);
  }
}
