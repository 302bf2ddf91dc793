package io.fleetfoot.agent.lab;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Shows a person what is going on. */
interface Progress {

  /** Something else begins. */
  void step(String what);

  /** The rollout as it is now; called several times a second. */
  void rollout(JsonObject rollout, JsonArray reboots);

  /** The rollout has ended; what was shown last stays. */
  void end();
}
