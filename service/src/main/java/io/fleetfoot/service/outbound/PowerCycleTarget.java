package io.fleetfoot.service.outbound;

import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.scheduler.RebootRecord;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** The host that is to be switched off and on, as a webhook or a command learns it. */
record PowerCycleTarget(
    UUID host, String hostname, Map<String, String> labels, UUID reboot, UUID rollout) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  static PowerCycleTarget of(RebootRecord reboot, Labels labels) {
    return new PowerCycleTarget(
        reboot.reboot().host().value(),
        reboot.hostname(),
        labels.sorted(),
        reboot.reboot().id().value(),
        reboot.reboot().rollout().value());
  }

  byte[] toJson() {
    return JSON.writeValueAsBytes(this);
  }

  /** Returns the environment of a command; arguments are not used, for a hostname could be one. */
  Map<String, String> toEnvironment() {
    return Map.of(
        "FLEETFOOT_HOST_ID", host.toString(),
        "FLEETFOOT_HOSTNAME", hostname,
        "FLEETFOOT_LABELS", JSON.writeValueAsString(labels),
        "FLEETFOOT_REBOOT_ID", reboot.toString(),
        "FLEETFOOT_ROLLOUT_ID", rollout.toString());
  }
}
