package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.rollout.HookAnswer;

/** Asks and tells webhooks; never within a transaction. */
@FunctionalInterface
public interface Webhooks {

  /** Makes one request and returns the answer; whatever goes wrong is an error as well. */
  HookAnswer call(HookCall call);
}
