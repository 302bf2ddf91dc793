package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.MetricGate;
import io.fleetfoot.service.rollout.RolloutPolicy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says which of the addresses and secrets that a rollout names the configuration does not know. */
public interface OutboundRules {

  /** Returns why a webhook at the address cannot be called; nothing if it can. */
  Optional<String> webhook(URI url);

  /** Returns why nothing can be signed with the secret of that name; nothing if it can. */
  Optional<String> secret(String name);

  /**
   * Returns why a Prometheus server cannot be asked; nothing if it can.
   *
   * @param address of the server; the configured one if absent
   */
  Optional<String> prometheus(@Nullable URI address);

  /** Returns the faults of the policy in its order; none if the service can call all it names. */
  default List<Fault> faults(RolloutPolicy policy) {
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < policy.hooks().size(); i++) {
      Hook hook = policy.hooks().get(i);
      String path = "$.hooks[%d]".formatted(i);
      webhook(hook.url()).ifPresent(why -> faults.add(new Fault(path + ".url", why)));
      Optional.ofNullable(hook.secret())
          .flatMap(this::secret)
          .ifPresent(why -> faults.add(new Fault(path + ".secret", why)));
    }
    for (int i = 0; i < policy.metricGates().size(); i++) {
      MetricGate gate = policy.metricGates().get(i);
      String path = "$.gates[%d].address".formatted(i);
      prometheus(gate.address()).ifPresent(why -> faults.add(new Fault(path, why)));
    }
    return faults;
  }

  /**
   * One thing that the configuration does not know.
   *
   * @param path where it is in the spec, such as {@code $.hooks[0].url}
   * @param detail what it is, and how it can be allowed
   */
  record Fault(String path, String detail) {}
}
