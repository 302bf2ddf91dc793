package io.fleetfoot.agent.lab;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a rollout in the lab came to: one row a host, for people as a table and for machines as
 * JSON.
 */
record DemoResult(JsonObject rollout, List<HostResult> hosts) {

  private static final List<String> PHASES =
      List.of("fetch", "stage", "verify", "quiesce", "shutdown", "blackout", "boot");

  /** One host's reboot; {@code json} holds exactly what the demo's JSON says of it. */
  record HostResult(String host, String state, boolean bootProof, JsonObject json) {}

  static DemoResult of(JsonObject rollout, JsonArray reboots) {
    List<HostResult> hosts = new ArrayList<>();
    for (JsonElement element : reboots) {
      JsonObject reboot = element.getAsJsonObject();
      JsonObject host = new JsonObject();
      String name = reboot.getAsJsonObject("host").get("hostname").getAsString();
      host.addProperty("host", name);
      for (Map.Entry<String, String> renamed :
          List.of(
              Map.entry("fromRelease", "from"),
              Map.entry("toRelease", "to"),
              Map.entry("method", "method"),
              Map.entry("state", "state"),
              Map.entry("reason", "reason"),
              Map.entry("bootProof", "bootProof"),
              Map.entry("phases", "phases"),
              Map.entry("blackoutSeconds", "blackoutSeconds"),
              Map.entry("downtimeSeconds", "downtimeSeconds"))) {
        if (reboot.has(renamed.getKey())) {
          host.add(renamed.getValue(), reboot.get(renamed.getKey()));
        }
      }
      hosts.add(
          new HostResult(
              name,
              reboot.get("state").getAsString(),
              reboot.get("bootProof").getAsBoolean(),
              host));
    }
    return new DemoResult(rollout, List.copyOf(hosts));
  }

  /** Whether every host runs the new kernel and proved it. */
  boolean allProven() {
    return !hosts.isEmpty()
        && hosts.stream().allMatch(h -> h.bootProof() && h.state().equals("SUCCEEDED"));
  }

  /** Everything in the table, for machines. */
  String json() {
    JsonObject whole = new JsonObject();
    whole.addProperty("environment", ENVIRONMENT);
    whole.addProperty("rollout", rollout.get("state").getAsString());
    JsonArray all = new JsonArray();
    hosts.forEach(h -> all.add(h.json()));
    whole.add("hosts", all);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(whole)
        + "\n";
  }

  private static final String ENVIRONMENT =
      "QEMU without hardware acceleration: durations show proportions, not what a real host takes";

  /** The table for people; a figure after ≤ is an upper bound, after ≥ a lower one. */
  String table() {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("host", "old release", "new release", "method"));
    head.addAll(PHASES);
    head.addAll(List.of("downtime", "result"));
    rows.add(head);
    hosts.forEach(h -> rows.add(row(h)));
    int[] widths = new int[head.size()];
    rows.forEach(
        row -> {
          for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
          }
        });
    StringBuilder table = new StringBuilder("\n");
    for (int r = 0; r < rows.size(); r++) {
      table.append(line(rows.get(r), widths)).append('\n');
      if (r == 0) {
        for (int width : widths) {
          table.append("─".repeat(width)).append("  ");
        }
        table.append('\n');
      }
    }
    hosts.stream()
        .filter(h -> h.json().has("reason"))
        .forEach(h -> table.append('\n').append(h.host()).append(": ").append(reason(h)));
    return table
        .append("\nMeasured in ")
        .append(ENVIRONMENT)
        .append(
            ".\nblackout is launcher entry → start_kernel; ≤ marks a bound: a stock kernel does not say when start_kernel began.\n")
        .append("Rollout ")
        .append(rollout.get("state").getAsString())
        .append(rollout.has("reason") ? ": " + rollout.get("reason").getAsString() : "")
        .append(", ")
        .append(hosts.stream().filter(HostResult::bootProof).count())
        .append(" of ")
        .append(hosts.size())
        .append(" hosts proven on the new kernel.\n")
        .toString();
  }

  private static String reason(HostResult host) {
    return host.json().get("reason").getAsString() + "\n";
  }

  private static List<String> row(HostResult host) {
    JsonObject json = host.json();
    List<String> row = new ArrayList<>();
    row.add(host.host());
    for (String key : List.of("from", "to", "method")) {
      row.add(json.has(key) ? json.get(key).getAsString() : "-");
    }
    PHASES.forEach(phase -> row.add(phase(json, phase)));
    row.add(
        json.has("downtimeSeconds")
            ? "≤ " + seconds(json.get("downtimeSeconds").getAsDouble())
            : "-");
    row.add(host.state());
    return row;
  }

  private static String phase(JsonObject json, String name) {
    if (!json.has("phases")) {
      return "-";
    }
    for (JsonElement element : json.getAsJsonArray("phases")) {
      JsonObject phase = element.getAsJsonObject();
      if (phase.get("name").getAsString().equals(name)) {
        String mark =
            phase.get("quality").getAsString().equals("bound")
                ? (name.equals("boot") ? "≥ " : "≤ ")
                : "";
        return mark + seconds(phase.get("seconds").getAsDouble());
      }
    }
    return "-";
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(String.format("%-" + widths[i] + "s  ", row.get(i)));
    }
    return line.toString().stripTrailing();
  }

  private static String seconds(double seconds) {
    return seconds < 0.001
        ? String.format(Locale.ROOT, "%.0f µs", seconds * 1e6)
        : seconds < 1
            ? String.format(Locale.ROOT, "%.1f ms", seconds * 1e3)
            : String.format(Locale.ROOT, "%.2f s", seconds);
  }
}
