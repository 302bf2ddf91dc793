package io.fleetfoot.agent.preflight;

/**
 * What the next kernel is and needs, for the checks that depend on it.
 *
 * @param wantedRelease what the service calls the kernel
 * @param release what the image calls itself
 * @param architecture the image's, as {@code uname -m}
 * @param commandLine the whole command line it is started with
 * @param commandLineLimit how many bytes the kernel takes, without the final NUL
 * @param fiveLevelPaging whether it says that it can be entered with five-level page tables
 * @param above4Gib whether it says that it can lie above 4 GiB
 */
public record KernelNeeds(
    String wantedRelease,
    String release,
    String architecture,
    String commandLine,
    long commandLineLimit,
    boolean fiveLevelPaging,
    boolean above4Gib) {}
