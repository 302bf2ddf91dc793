package io.fleetfoot.agent.preflight.testing;

import io.fleetfoot.agent.memory.IomemParser;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.KexecFacts;
import io.fleetfoot.agent.preflight.PlatformFacts;
import java.util.OptionalLong;
import java.util.Set;

/** Facts of a host that is fit for everything. */
public final class TestFacts {

  /** The boot it is in. */
  public static final String BOOT_ID = "3b3c1f0e-5d2a-4c53-9d0e-6b1f6d0c7a11";

  /** What kexec says on it. */
  public static final KexecFacts KEXEC =
      new KexecFacts(
          true,
          false,
          false,
          OptionalLong.empty(),
          OptionalLong.empty(),
          "none",
          Set.of(),
          true,
          true);

  /** What its hardware is like. */
  public static final PlatformFacts PLATFORM =
      new PlatformFacts(Set.of(), false, false, false, OptionalLong.empty(), true, true);

  private static final String IOMEM =
      """
      00001000-0009fbff : System RAM
      00100000-3fffffff : System RAM
        2b000000-3affffff : Crash kernel
      """;

  private TestFacts() {}

  /** Returns the facts of the fit host. */
  public static HostFacts fit() {
    return with(KEXEC, PLATFORM);
  }

  /** Returns the facts of a host that says this about kexec and platform. */
  public static HostFacts with(KexecFacts kexec, PlatformFacts platform) {
    return new HostFacts(identity(BOOT_ID, "x86_64"), IomemParser.parse(IOMEM), kexec, platform);
  }

  /** Returns the facts of the fit host in another boot. */
  public static HostFacts inBoot(String bootId) {
    return new HostFacts(identity(bootId, "x86_64"), fit().memoryMap(), KEXEC, PLATFORM);
  }

  /** Returns the facts of a host whose /proc/iomem is {@code iomem}. */
  public static HostFacts withMemory(String iomem) {
    return new HostFacts(identity(BOOT_ID, "x86_64"), IomemParser.parse(iomem), KEXEC, PLATFORM);
  }

  /** Returns the facts of a host of another architecture. */
  public static HostFacts of(String architecture) {
    return new HostFacts(identity(BOOT_ID, architecture), fit().memoryMap(), KEXEC, PLATFORM);
  }

  /** Returns the facts of a host that runs another kernel. */
  public static HostFacts running(String release) {
    HostFacts fit = fit();
    return new HostFacts(
        identity(BOOT_ID, "x86_64", release), fit.memoryMap(), fit.kexec(), fit.platform());
  }

  private static HostFacts.Identity identity(String bootId, String architecture) {
    return identity(bootId, architecture, "6.1.0-56-cloud-amd64");
  }

  private static HostFacts.Identity identity(String bootId, String architecture, String release) {
    return new HostFacts.Identity(
        "host-1",
        "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        bootId,
        release,
        "BOOT_IMAGE=/vmlinuz console=ttyS0 crashkernel=256M panic=30 fleetfoot.exec=fx-0",
        architecture);
  }
}
