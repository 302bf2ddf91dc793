package io.fleetfoot.service.outbound;

import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.MetricGate;
import io.fleetfoot.service.rollout.RolloutPolicy;
import io.fleetfoot.service.scheduler.OutboundRules;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets a rollout name what the configuration allows, and nothing else. */
final class ConfiguredRules implements OutboundRules {

  private final OutboundHttp http;
  private final Set<String> secrets;
  private final @Nullable URI prometheus;

  /**
   * Makes them.
   *
   * @param secrets the names of the configured secrets
   * @param prometheus the configured server, if there is one
   */
  ConfiguredRules(OutboundHttp http, Set<String> secrets, @Nullable URI prometheus) {
    this.http = http;
    this.secrets = secrets;
    this.prometheus = prometheus;
  }

  @Override
  public List<Fault> faults(RolloutPolicy policy) {
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < policy.hooks().size(); i++) {
      hook("$.hooks[%d]".formatted(i), policy.hooks().get(i), faults);
    }
    for (int i = 0; i < policy.metricGates().size(); i++) {
      gate("$.gates[%d]".formatted(i), policy.metricGates().get(i), faults);
    }
    return faults;
  }

  private void hook(String path, Hook hook, List<Fault> faults) {
    if (!http.allows(hook.url())) {
      faults.add(new Fault(path + ".url", OutboundHttp.refusal(hook.url())));
    }
    String secret = hook.secret();
    if (secret != null && !secrets.contains(secret)) {
      faults.add(
          new Fault(
              path + ".secret",
              "there is no secret \"%s\": set fleetfoot.hooks.secrets.%s"
                  .formatted(secret, secret)));
    }
  }

  private void gate(String path, MetricGate gate, List<Fault> faults) {
    URI address = gate.address();
    if (address == null && prometheus == null) {
      faults.add(
          new Fault(
              path + ".address",
              "it is missing, and no server is configured: name one, or set fleetfoot.prometheus.url"));
    } else if (address != null && !http.allows(address)) {
      faults.add(new Fault(path + ".address", OutboundHttp.refusal(address)));
    }
  }
}
