package io.fleetfoot.agent.loop.testing;

import io.fleetfoot.agent.loop.HostCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Programs that do nothing, end as a test says, and are remembered. */
public final class FakeHostCommands implements HostCommands {
  private final Map<String, Result> results = new HashMap<>();
  private final Map<String, Runnable> effects = new HashMap<>();
  private final List<String> runs = new ArrayList<>();
  private final List<Map<String, String>> environments = new ArrayList<>();

  /** Lets a command, its words joined by blanks, end so; any other ends well and says nothing. */
  public FakeHostCommands ends(String command, int status, String output) {
    results.put(command, new Result(status, output));
    return this;
  }

  /** Lets a command do something as well. */
  public FakeHostCommands does(String command, Runnable effect) {
    effects.put(command, effect);
    return this;
  }

  /** Returns what was run, in order. */
  public List<String> runs() {
    return List.copyOf(runs);
  }

  /** Returns the environment that was set beside the process's own, of each run. */
  public List<Map<String, String>> environments() {
    return List.copyOf(environments);
  }

  @Override
  public Result run(List<String> command, Map<String, String> environment, Duration limit) {
    String words = String.join(" ", command);
    runs.add(words);
    environments.add(environment);
    effects.getOrDefault(words, () -> {}).run();
    return results.getOrDefault(words, new Result(0, ""));
  }
}
