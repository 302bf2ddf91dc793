package io.fleetfoot.agent.linux;

import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.loop.Departure;
import java.io.IOException;
import java.util.List;

/** Leaves by reboot(2) itself, on a host whose service manager is not asked. */
final class DirectDeparture implements Departure {
  private final KexecSystem system;
  private final DiskMounts mounts;
  private boolean calledOff;

  /** Takes the kernel that is left, and the file systems that it has mounted. */
  DirectDeparture(KexecSystem system, DiskMounts mounts) {
    this.system = system;
    this.mounts = mounts;
  }

  @Override
  public synchronized void leave(Way way, LastWord lastWord) throws IOException {
    if (calledOff) {
      throw new IOException("the agent is being stopped");
    }
    system.syncFilesystems();
    lastWord.say();
    List<DiskMounts.Mount> closed = mounts.close();
    try {
      switch (way) {
        case KEXEC -> system.reboot();
        case FIRMWARE -> restart();
      }
    } catch (KexecException e) {
      mounts.open(closed);
      throw e;
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
