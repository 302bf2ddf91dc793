package io.fleetfoot.agent.loop.testing;

import io.fleetfoot.agent.loop.Watchdog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A watchdog that remembers what it was told, and may be somebody else's. */
public final class FakeWatchdog implements Watchdog {
  private final List<String> calls = new ArrayList<>();
  private boolean busy;

  /** From now on somebody else has it. */
  public void isBusy() {
    busy = true;
  }

  /** Returns what it was told, in order. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public String name() {
    return "/dev/watchdog0";
  }

  @Override
  public void arm(Duration timeout) throws IOException {
    if (busy) {
      throw new IOException("/dev/watchdog0: open = error 16");
    }
    calls.add("arm " + timeout);
  }

  @Override
  public void disarm() {
    calls.add("disarm");
  }
}
