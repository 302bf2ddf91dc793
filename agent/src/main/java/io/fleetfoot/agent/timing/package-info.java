/**
 * What a reboot cost: the record that crosses the kexec, the arithmetic of time stamp counters, and
 * how good each figure is.
 */
@NullMarked
package io.fleetfoot.agent.timing;

import org.jspecify.annotations.NullMarked;
