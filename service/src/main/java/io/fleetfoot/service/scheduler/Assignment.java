package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.reboot.ExecId;
import io.fleetfoot.service.reboot.ExecToken;
import io.fleetfoot.service.reboot.RebootId;

/** What the service asks of an agent. */
public sealed interface Assignment {

  /** A word that is the same exactly as long as the assignment is. */
  String version();

  /** Nothing is wanted. */
  record Idle() implements Assignment {
    @Override
    public String version() {
      return "idle";
    }
  }

  /** Stage the kernel image, and say when it is done. */
  record Stage(RebootId reboot, KernelImage kernelImage) implements Assignment {
    @Override
    public String version() {
      return reboot + "-stage";
    }
  }

  /** Check once more, say that you go, and go. */
  record Execute(RebootId reboot, ExecToken token, KernelImage kernelImage) implements Assignment {
    /** Returns the id of the execution. */
    public ExecId execId() {
      return token.execId();
    }

    @Override
    public String version() {
      return reboot + "-" + execId();
    }
  }
}
