package io.fleetfoot.agent.lab;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Progress as a block of lines that redraws itself in place, for terminals (ECMA-48 cursor
 * movements).
 */
final class ProgressDisplay implements Progress {

  private static final String UP = "\u001b[%dA";
  private static final String CLEAR_LINE = "\u001b[2K";
  private static final List<String> PATH =
      List.of("QUEUED", "STAGING", "READY", "VERIFYING", "EXECUTING", "PROVING", "SUCCEEDED");

  private final PrintStream out;
  private final long start = System.nanoTime();
  private int drawn;

  ProgressDisplay(PrintStream out) {
    this.out = out;
  }

  @Override
  public void step(String what) {
    out.printf("\u001b[1m%s\u001b[0m  %s%n", elapsed(), what);
  }

  @Override
  public void rollout(JsonObject rollout, JsonArray reboots) {
    StringBuilder block = new StringBuilder();
    List<HostLine> lines = HostLine.of(reboots);
    if (drawn > 0) {
      block.append(String.format(Locale.ROOT, UP, drawn));
    }
    block.append(CLEAR_LINE).append(headline(rollout)).append('\n');
    lines.forEach(line -> block.append(CLEAR_LINE).append(row(line)).append('\n'));
    drawn = lines.size() + 1;
    out.print(block);
    out.flush();
  }

  @Override
  public void end() {
    drawn = 0;
    out.println();
  }

  private String headline(JsonObject rollout) {
    return String.format(
        "%s  rollout %s, wave %s",
        elapsed(), rollout.get("state").getAsString(), rollout.get("currentWave").getAsInt());
  }

  private static String row(HostLine line) {
    int reached = PATH.indexOf(line.state());
    String bar =
        reached < 0
            ? "\u001b[31m" + "■".repeat(PATH.size()) + "\u001b[0m"
            : "\u001b[32m"
                + "■".repeat(reached + 1)
                + "\u001b[0m"
                + "·".repeat(PATH.size() - reached - 1);
    return String.format(
        "       %-8s wave %d  %s  %-10s %s",
        line.host(), line.wave(), bar, line.state(), line.detail());
  }

  private String elapsed() {
    Duration since = Duration.ofNanos(System.nanoTime() - start);
    return String.format("%02d:%02d", since.toMinutes(), since.toSecondsPart());
  }
}
