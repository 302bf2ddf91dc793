package io.fleetfoot.agent.loop;

import com.google.gson.JsonObject;
import io.fleetfoot.agent.json.JsonFields;
import java.util.Optional;

/**
 * What the agent has set on this host around a reboot and must take back, and what it has
 * committed.
 *
 * @param leaving the departure under way, or the one that led here
 * @param stoppedCrashDumps the unit of kdump that was stopped
 * @param committed the reboot whose release was made the boot loader's default
 */
record ProbationRecord(
    Optional<Leaving> leaving, Optional<String> stoppedCrashDumps, Optional<String> committed) {

  static final ProbationRecord NONE =
      new ProbationRecord(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * What was set at a departure.
   *
   * @param bootId the boot that is left
   * @param watchdog whether the watchdog was armed
   * @param panicOnOops sysctl kernel.panic_on_oops in that boot
   */
  record Leaving(String bootId, boolean watchdog, boolean panicOnOops) {}

  ProbationRecord with(Optional<Leaving> next) {
    return new ProbationRecord(next, stoppedCrashDumps, committed);
  }

  ProbationRecord stopped(Optional<String> unit) {
    return new ProbationRecord(leaving, unit, committed);
  }

  ProbationRecord committedTo(String rebootId) {
    return new ProbationRecord(Optional.empty(), stoppedCrashDumps, Optional.of(rebootId));
  }

  String format() {
    var json = new JsonObject();
    leaving.ifPresent(
        set -> {
          var one = new JsonObject();
          one.addProperty("bootId", set.bootId());
          one.addProperty("watchdog", set.watchdog() ? 1 : 0);
          one.addProperty("panicOnOops", set.panicOnOops() ? 1 : 0);
          json.add("leaving", one);
        });
    stoppedCrashDumps.ifPresent(unit -> json.addProperty("stoppedCrashDumps", unit));
    committed.ifPresent(rebootId -> json.addProperty("committed", rebootId));
    return json.toString();
  }

  static ProbationRecord parse(String text) {
    JsonFields json = JsonFields.parse("probation", text);
    return new ProbationRecord(
        json.has("leaving") ? Optional.of(leaving(json.object("leaving"))) : Optional.empty(),
        json.optionalText("stoppedCrashDumps"),
        json.optionalText("committed"));
  }

  private static Leaving leaving(JsonFields json) {
    return new Leaving(
        json.text("bootId"), json.size("watchdog") == 1, json.size("panicOnOops") == 1);
  }
}
