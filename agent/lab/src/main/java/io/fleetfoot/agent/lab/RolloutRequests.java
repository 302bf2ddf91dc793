package io.fleetfoot.agent.lab;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Rollouts the lab asks for. */
final class RolloutRequests {

  private RolloutRequests() {}

  /** One host first, then the rest; never more than one down. */
  static JsonObject inTwoWaves(String name, String kernelImage) {
    JsonObject rollout = new JsonObject();
    rollout.addProperty("name", name);
    rollout.addProperty("kernelImage", kernelImage);
    JsonArray waves = new JsonArray();
    waves.add(1);
    waves.add("100%");
    rollout.add("waves", waves);
    rollout.addProperty("maxUnavailable", 1);
    rollout.addProperty("failureBudget", 0);
    return rollout;
  }
}
