package io.fleetfoot.agent.loop;

import java.io.IOException;
import java.util.function.Supplier;

/** Leaves under the protection of probation, and takes that back when the host did not go. */
public final class GuardedDeparture implements Departure {
  private final Departure departure;
  private final Probation probation;
  private final Supplier<String> bootId;
  private boolean calledOff;

  /** Takes what leaves, what protects, and where the id of the running boot is read. */
  public GuardedDeparture(Departure departure, Probation probation, Supplier<String> bootId) {
    this.departure = departure;
    this.probation = probation;
    this.bootId = bootId;
  }

  @Override
  public void leave(Way way, LastWord lastWord) throws IOException, InterruptedException {
    if (way == Way.FIRMWARE) {
      // what the firmware starts is no kernel on probation
      departure.leave(way, lastWord);
      return;
    }
    try {
      protect();
      departure.leave(way, lastWord);
    } catch (IOException | InterruptedException | RuntimeException | LinkageError e) {
      try {
        probation.stay(bootId.get());
      } catch (IOException undone) {
        e.addSuppressed(undone);
      }
      throw e;
    }
  }

  private synchronized void protect() throws IOException {
    if (calledOff) {
      throw new IOException("the agent is being stopped");
    }
    probation.leave(bootId.get());
  }

  @Override
  public boolean callOff() {
    synchronized (this) {
      calledOff = true;
    }
    boolean stays = departure.callOff();
    if (stays) {
      try {
        // whoever is in leave() may not live long enough to do it
        probation.stay(bootId.get());
      } catch (IOException e) {
        System.getLogger(GuardedDeparture.class.getName())
            .log(System.Logger.Level.ERROR, "probation: " + e.getMessage());
      }
    }
    return stays;
  }
}
