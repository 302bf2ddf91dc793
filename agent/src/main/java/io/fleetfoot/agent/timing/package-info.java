/**
 * What a reboot cost: what crosses the kexec to tell it, the arithmetic of time stamp counters, and
 * how good each figure is and what it was read from.
 */
@NullMarked
package io.fleetfoot.agent.timing;

import org.jspecify.annotations.NullMarked;
