package io.fleetfoot.agent;

import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.loop.AgentEvents;
import io.fleetfoot.agent.loop.BootDefault;
import io.fleetfoot.agent.loop.CompletedReboot;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What has happened in this agent so far, as plain numbers that wait for somebody to ask. */
final class AgentTally implements AgentEvents {

  /** One counter: its meter, and the value of the meter's one label, empty when it has none. */
  record Key(AgentMeter meter, String label) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byMeter = meter.compareTo(other.meter);
      return byMeter != 0 ? byMeter : label.compareTo(other.label);
    }
  }

  private final Map<Key, Long> counts = new TreeMap<>(Map.of(new Key(AgentMeter.POLLS, ""), 0L));
  private boolean staged;
  private Optional<CompletedReboot> reboot = Optional.empty();

  /** Returns every counter that has counted, and the polls in any case. */
  synchronized Map<Key, Long> counts() {
    return Map.copyOf(counts);
  }

  /** Returns a counter's value. */
  synchronized long count(Key key) {
    return counts.getOrDefault(key, 0L);
  }

  /** Returns whether a slot is staged. */
  synchronized boolean isStaged() {
    return staged;
  }

  /** Returns the reboot this boot came from. */
  synchronized Optional<CompletedReboot> reboot() {
    return reboot;
  }

  @Override
  public void polled() {
    add(AgentMeter.POLLS, "");
  }

  @Override
  public void serviceFailed(ServiceException.Reason reason) {
    add(AgentMeter.SERVICE_ERRORS, reason.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  @Override
  public void refused(String check) {
    add(AgentMeter.REFUSALS, check);
  }

  @Override
  public void failed(String step) {
    add(AgentMeter.FAILURES, step);
  }

  @Override
  public synchronized void staged(boolean staged) {
    this.staged = staged;
  }

  @Override
  public void committed(BootDefault.Outcome outcome) {
    add(AgentMeter.COMMITS, outcome.word());
  }

  @Override
  public synchronized void booted(CompletedReboot reboot) {
    this.reboot = Optional.of(reboot);
  }

  private synchronized void add(AgentMeter meter, String label) {
    counts.merge(new Key(meter, label), 1L, Long::sum);
  }
}
