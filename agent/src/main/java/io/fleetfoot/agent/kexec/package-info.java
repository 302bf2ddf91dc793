/**
 * How the next kernel is laid out, launched and verified: the plan of the slot, the launcher, the
 * comparison of what was staged, and the port to the kernel that does it.
 */
@NullMarked
package io.fleetfoot.agent.kexec;

import org.jspecify.annotations.NullMarked;
