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

  /**
   * Nothing is wanted, but what a proven boot is owed.
   *
   * @param commit the reboot by which the running boot is proven, if there was one
   */
  record Idle(@Nullable Commit commit) implements Assignment {

    /** Makes it for a host that is owed nothing. */
    public Idle() {
      this(null);
    }

    @Override
    public String version() {
      return commit == null ? "idle" : "idle-" + commit.reboot();
    }
  }

  /** The reboot is proven: the host may make the release what its boot loader starts. */
  record Commit(RebootId reboot, String release) {}

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
