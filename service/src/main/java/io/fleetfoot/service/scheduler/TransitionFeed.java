package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.scheduler.SavedTransition.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds subscribers from the outbox, each from its own position on, in order, without gap or
 * double. All who are up to date share one read; who is behind is read for apart, and nothing is
 * read for one that has not taken what it was given.
 */
public class TransitionFeed {

  private static final Logger log = LoggerFactory.getLogger(TransitionFeed.class);
  private static final int SLICE = 500;

  private final SettledTransitions transitions;
  private final int places;
  private final Map<Subscriber, Position> subscribers = new ConcurrentHashMap<>();

  /** Makes it over the outbox, for that many subscribers. */
  public TransitionFeed(SettledTransitions transitions, int places) {
    this.transitions = transitions;
    this.places = places;
  }

  /** Who is fed. */
  public interface Subscriber {

    /** Says whether it has taken what it was given; must not block. */
    boolean hungry();

    /** Gives it the next transitions; must not block. */
    void take(List<SavedTransition> next);

    /** Lets it do what is due by time; called at every beat. */
    void beat();

    /** Ends it, because the service stops. */
    void end();
  }

  /** Returns the position from which on only what happens from now on is read. */
  public Position now() {
    return new Position(transitions.horizon(), 0);
  }

  /**
   * Feeds the subscriber from behind the position on, and says whether there was a place for it.
   */
  public synchronized boolean subscribe(Subscriber subscriber, Position after) {
    if (isFull()) {
      return false;
    }
    subscribers.put(subscriber, after);
    return true;
  }

  /** Feeds the subscriber no longer. */
  public void unsubscribe(Subscriber subscriber) {
    subscribers.remove(subscriber);
  }

  /** Says whether all places are taken. */
  public boolean isFull() {
    return subscribers.size() >= places;
  }

  /** Returns how many can be fed at a time. */
  public int places() {
    return places;
  }

  /** Gives every subscriber what has come to light; called by one thread at a time. */
  public void beat() {
    Set.copyOf(subscribers.keySet()).forEach(Subscriber::beat);
    boolean more = !subscribers.isEmpty();
    while (more) {
      more = feed(transitions.horizon());
    }
  }

  /** Ends all subscribers. */
  public void end() {
    Set.copyOf(subscribers.keySet()).forEach(Subscriber::end);
    subscribers.clear();
  }

  private boolean feed(long horizon) {
    Position settled = new Position(horizon, 0);
    boolean more = false;
    for (Map.Entry<Position, List<Subscriber>> group : hungry(settled).entrySet()) {
      List<SavedTransition> slice = transitions.read(group.getKey(), horizon, SLICE);
      boolean whole = slice.size() == SLICE;
      Position next = whole ? slice.get(SLICE - 1).position() : settled;
      group.getValue().forEach(subscriber -> give(subscriber, slice, next));
      more |= whole;
    }
    return more;
  }

  private Map<Position, List<Subscriber>> hungry(Position settled) {
    Map<Position, List<Subscriber>> groups = new HashMap<>();
    subscribers.forEach(
        (subscriber, position) -> {
          if (position.compareTo(settled) < 0 && subscriber.hungry()) {
            groups.computeIfAbsent(position, key -> new ArrayList<>()).add(subscriber);
          }
        });
    return groups;
  }

  private void give(Subscriber subscriber, List<SavedTransition> slice, Position next) {
    subscribers.replace(subscriber, next);
    if (!slice.isEmpty()) {
      try {
        subscriber.take(slice);
      } catch (RuntimeException e) {
        log.warn("a subscriber of the events failed and is fed no longer", e);
        unsubscribe(subscriber);
      }
    }
  }
}
