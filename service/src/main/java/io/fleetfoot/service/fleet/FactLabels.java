package io.fleetfoot.service.fleet;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Facts in the form of labels, so that selectors can ask for them. The keys are reserved: what a
 * host's own labels say under them does not count.
 */
public final class FactLabels {

  /** The label with the host's own name. */
  public static final String HOSTNAME = "fleetfoot.io/hostname";

  /** The label with the content of /etc/machine-id. */
  public static final String MACHINE_ID = "fleetfoot.io/machine-id";

  /** The label with the release of the running kernel. */
  public static final String KERNEL_RELEASE = "fleetfoot.io/kernel-release";

  /** The label with the architecture in the kernel's word. */
  public static final String ARCHITECTURE = "fleetfoot.io/architecture";

  /** The label with the agent's version. */
  public static final String AGENT_VERSION = "fleetfoot.io/agent-version";

  /** The label with the name of the crash kernel's region, on hosts that have one. */
  public static final String CRASH_REGION = "fleetfoot.io/crash-region";

  /** The label with the name of the region of quick kexec, on hosts that have one. */
  public static final String QUICK_REGION = "fleetfoot.io/quick-region";

  /** The keys that are reserved. */
  public static final Set<String> KEYS =
      Set.of(
          HOSTNAME,
          MACHINE_ID,
          KERNEL_RELEASE,
          ARCHITECTURE,
          AGENT_VERSION,
          CRASH_REGION,
          QUICK_REGION);

  // kernel/crash_core.c, crashk_res: of the two that an agent names, the other is quick kexec's
  private static final String CRASH_KERNEL = "Crash kernel";

  private static final int LONGEST = 253;

  private FactLabels() {}

  /** Returns the facts as labels; one that is too long for a label is cut. */
  public static Labels of(Facts facts) {
    Map<String, String> labels = new TreeMap<>();
    put(labels, HOSTNAME, facts.hostname());
    put(labels, MACHINE_ID, facts.machineId());
    put(labels, KERNEL_RELEASE, facts.kernelRelease());
    put(labels, ARCHITECTURE, facts.architecture());
    put(labels, AGENT_VERSION, facts.agentVersion());
    for (Facts.ReservedRegion region : facts.reservedRegions()) {
      put(labels, region.name().equals(CRASH_KERNEL) ? CRASH_REGION : QUICK_REGION, region.name());
    }
    return new Labels(labels);
  }

  /** An agent may be too old to say one of them. */
  private static void put(Map<String, String> labels, String key, String fact) {
    if (!fact.isEmpty()) {
      labels.put(key, fact.length() <= LONGEST ? fact : fact.substring(0, LONGEST));
    }
  }
}
