package io.fleetfoot.agent.loop.testing;

import io.fleetfoot.agent.kexec.testing.FakeKexecSystem;
import io.fleetfoot.agent.loop.Departure;
import java.io.IOException;

/** Leaves the fake kernel at once: by its image, or by throwing {@link Restarted}. */
public final class FakeDeparture implements Departure {

  /** Thrown in place of a reboot by firmware, which does not return. */
  public static final class Restarted extends Error {
    private static final long serialVersionUID = 1L;

    Restarted() {
      super("the firmware has the host");
    }
  }

  private final FakeKexecSystem system;
  private boolean calledOff;
  private boolean onItsWay;

  /** Takes the kernel that is left. */
  public FakeDeparture(FakeKexecSystem system) {
    this.system = system;
  }

  /** From now on the host is on its way, so that a stop of the agent is part of that. */
  public void isOnItsWay() {
    onItsWay = true;
  }

  @Override
  public void leave(Way way, LastWord lastWord) throws IOException {
    if (calledOff) {
      throw new IOException("the agent is being stopped");
    }
    system.syncFilesystems();
    lastWord.say();
    if (way == Way.FIRMWARE) {
      throw new Restarted();
    }
    system.reboot();
  }

  @Override
  public boolean callOff() {
    calledOff = !onItsWay;
    return calledOff;
  }
}
