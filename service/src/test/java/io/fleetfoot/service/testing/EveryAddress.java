package io.fleetfoot.service.testing;

import io.fleetfoot.service.scheduler.OutboundRules;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets rollouts name every address and every secret. */
public final class EveryAddress implements OutboundRules {

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
