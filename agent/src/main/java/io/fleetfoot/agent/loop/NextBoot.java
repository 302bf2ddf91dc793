package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.preflight.HostFacts;

/**
 * What an execution adds to what was made ready.
 *
 * @param facts what the host is like now
 * @param execId the execution
 * @param commandLine the next kernel's, whole
 * @param hertz frequency of the time stamp counter, 0 if unknown
 */
record NextBoot(HostFacts facts, String execId, String commandLine, long hertz) {}
