package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.reboot.ExecId;
import io.fleetfoot.service.reboot.ExecToken;
import io.fleetfoot.service.reboot.LoadPolicy;
import io.fleetfoot.service.reboot.RebootId;
import org.jspecify.annotations.Nullable;

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

  /** Stage the kernel image, if there is one to boot, and say when it is done. */
  record Stage(RebootId reboot, @Nullable KernelImage kernelImage, LoadPolicy policy)
      implements Assignment {
    @Override
    public String version() {
      return reboot + "-stage";
    }
  }

  /** Check once more, say that you go, and go. */
  record Execute(
      RebootId reboot, ExecToken token, @Nullable KernelImage kernelImage, LoadPolicy policy)
      implements Assignment {

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
