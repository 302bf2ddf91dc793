package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.fleet.KernelImageId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout that is asked for now is judged by besides its own words: the time it is, and what
 * the service has and may call. Each question is answered with what is wrong; with nothing if
 * nothing is.
 */
public interface Circumstances {

  /** Returns what is wrong with a deadline. */
  Optional<String> deadline(Instant deadline);

  /** Returns what is wrong with a kernel image to boot. */
  Optional<String> kernelImage(KernelImageId image);

  /** Returns what is wrong with the address of a webhook. */
  Optional<String> webhook(URI url);

  /** Returns what is wrong with the name of a secret that signs requests. */
  Optional<String> secret(String name);

  /** Returns what is wrong with the address of a Prometheus server, which may be left out. */
  Optional<String> prometheus(@Nullable URI address);

  /** Says whether the spec is kept already, and was judged by the rules of its time. */
  default boolean isKept() {
    return false;
  }

  /** Under which a spec that is kept is read: whatever became of what it names since. */
  static Circumstances any() {
    return AnyCircumstances.INSTANCE;
  }
}
