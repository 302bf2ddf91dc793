package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.access.Actor;

/** Who acts on the thread that runs: the service itself, unless an edge has said otherwise. */
public class CurrentActor {

  private final ThreadLocal<Actor> acting = new ThreadLocal<>();

  /** Returns who acts now. */
  public Actor get() {
    Actor actor = acting.get();
    return actor == null ? Actor.SERVICE : actor;
  }

  /** Lets the actor act on this thread until {@link #leave}. */
  public void enter(Actor actor) {
    acting.set(actor);
  }

  /** Lets the service itself act on this thread again. */
  public void leave() {
    acting.remove();
  }

  /** Does the work in the name of the actor. */
  public void run(Actor actor, Runnable work) {
    enter(actor);
    try {
      work.run();
    } finally {
      leave();
    }
  }
}
