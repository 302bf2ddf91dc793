package io.fleetfoot.agent.preflight.testing;

import io.fleetfoot.agent.preflight.HostSurvey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The survey of a host that is fit for everything. */
public final class TestSurvey {

  /** Nothing to warn of. */
  public static final HostSurvey FIT =
      new HostSurvey(
          new HostSurvey.Security(true, Optional.of(false)),
          new HostSurvey.Kernel(
              false, OptionalLong.of(30), Set.of("ext4"), Optional.empty(), Optional.of(true)),
          new HostSurvey.Machine(
              "QEMU",
              "Standard PC",
              Set.of("constant_tsc", "nonstop_tsc"),
              List.of("i6300ESB timer"),
              0,
              false),
          new HostSurvey.Boot(
              Optional.of("GRUB"), Optional.of("6.1.0-56-cloud-amd64"), true, Optional.empty()));

  /** The same, but kexec-tools turn its reboots into a kexec of their own. */
  public static final HostSurvey TAKING_REBOOTS =
      new HostSurvey(
          FIT.security(),
          FIT.kernel(),
          FIT.machine(),
          new HostSurvey.Boot(
              Optional.of("GRUB"),
              Optional.of("6.1.0-56-cloud-amd64"),
              true,
              Optional.of("LOAD_KEXEC=true in /etc/default/kexec")));

  private TestSurvey() {}
}
