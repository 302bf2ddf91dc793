package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.rollout.spec.Circumstances;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges what is asked for by the database's clock, the kernel images, and the configuration. */
public class CurrentCircumstances implements Circumstances {

  private final RolloutRepository clock;
  private final KernelImages kernelImages;
  private final OutboundRules outbound;

  /** Makes them. */
  public CurrentCircumstances(
      RolloutRepository clock, KernelImages kernelImages, OutboundRules outbound) {
    this.clock = clock;
    this.kernelImages = kernelImages;
    this.outbound = outbound;
  }

  @Override
  public Optional<String> deadline(Instant deadline) {
    Instant now = clock.now();
    return deadline.isAfter(now)
        ? Optional.empty()
        : Optional.of("found %s, wanted a time to come: it is %s".formatted(deadline, now));
  }

  @Override
  public Optional<String> kernelImage(KernelImageId image) {
    return kernelImages.find(image).isPresent()
        ? Optional.empty()
        : Optional.of("there is no kernel image %s: register it first".formatted(image));
  }

  @Override
  public Optional<String> webhook(URI url) {
    return outbound.webhook(url);
  }

  @Override
  public Optional<String> secret(String name) {
    return outbound.secret(name);
  }

  @Override
  public Optional<String> prometheus(@Nullable URI address) {
    return outbound.prometheus(address);
  }
}
