package io.fleetfoot.agent.lab;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** One host of a rollout as progress shows it. */
record HostLine(String host, int wave, String state, String detail) {

  static List<HostLine> of(JsonArray reboots) {
    List<HostLine> lines = new ArrayList<>();
    for (JsonElement element : reboots) {
      JsonObject reboot = element.getAsJsonObject();
      lines.add(
          new HostLine(
              reboot.getAsJsonObject("host").get("hostname").getAsString(),
              reboot.get("wave").getAsInt(),
              reboot.get("state").getAsString(),
              reboot.has("reason") ? reboot.get("reason").getAsString() : meaning(reboot)));
    }
    return lines;
  }

  private static String meaning(JsonObject reboot) {
    return switch (reboot.get("state").getAsString()) {
      case "QUEUED" -> "waits for its wave";
      case "STAGING" -> "fetches, decompresses and stages the kernel; services run on";
      case "READY" -> "kernel staged and read back; may go when the others are up";
      case "VERIFYING" -> "hashes the slot once more, loads the launcher";
      case "EXECUTING" -> "is in the kexec";
      case "PROVING" -> "is back, boot proof being judged";
      case "SUCCEEDED" -> "runs " + reboot.get("toRelease").getAsString();
      default -> "";
    };
  }
}
