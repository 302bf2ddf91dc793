package io.fleetfoot.agent.lab;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Progress as plain lines, one a change, for pipes and logs. */
final class ProgressLines implements Progress {

  private final PrintStream out;
  private final long start = System.nanoTime();
  private final Map<String, String> shown = new HashMap<>();

  ProgressLines(PrintStream out) {
    this.out = out;
  }

  @Override
  public void step(String what) {
    out.println(elapsed() + "  " + what);
  }

  @Override
  public void rollout(JsonObject rollout, JsonArray reboots) {
    for (HostLine line : HostLine.of(reboots)) {
      if (!line.state().equals(shown.put(line.host(), line.state()))) {
        out.printf("%s  %-8s %-10s %s%n", elapsed(), line.host(), line.state(), line.detail());
      }
    }
  }

  @Override
  public void end() {
    out.println(elapsed() + "  rollout ended");
  }

  private String elapsed() {
    Duration since = Duration.ofNanos(System.nanoTime() - start);
    return String.format("%02d:%02d", since.toMinutes(), since.toSecondsPart());
  }
}
