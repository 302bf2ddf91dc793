package io.fleetfoot.service.api;

import java.util.Locale;

/** What can move, in the words of the wire. */
enum Subject {
  host,
  reboot,
  rollout,
  forecast,
  kernel_image,
  api_token,
  join_token,
  uptime_policy;

  /** Returns the subject as the outbox keeps it. */
  String stored() {
    return name().toUpperCase(Locale.ROOT);
  }
}
