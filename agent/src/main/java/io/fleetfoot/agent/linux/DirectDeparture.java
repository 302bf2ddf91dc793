package io.fleetfoot.agent.linux;

import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.loop.Departure;
import java.io.IOException;

/** Leaves by reboot(2) itself, on a host whose service manager is not asked. */
public final class DirectDeparture implements Departure {
  private final KexecSystem system;
  private boolean calledOff;

  /** Takes the kernel that is left. */
  public DirectDeparture(KexecSystem system) {
    this.system = system;
  }

  @Override
  public synchronized void leave(Way way, LastWord lastWord) throws IOException {
    if (calledOff) {
      throw new IOException("the agent is being stopped");
    }
    system.syncFilesystems();
    lastWord.say();
    switch (way) {
      case KEXEC -> system.reboot();
      case FIRMWARE -> restart();
    }
  }

  /** Waits for a departure that has begun, since that ends with this process or is undone. */
  @Override
  public synchronized boolean callOff() {
    calledOff = true;
    return true;
  }

  private static void restart() {
    SystemCalls.syscall(
        SystemCalls.REBOOT,
        Kexec.LINUX_REBOOT_MAGIC1,
        Kexec.LINUX_REBOOT_MAGIC2,
        Kexec.LINUX_REBOOT_CMD_RESTART,
        0,
        0,
        0);
    throw new KexecException("reboot(LINUX_REBOOT_CMD_RESTART)", SystemCalls.errno());
  }
}
