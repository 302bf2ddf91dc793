/**
 * What runs inside a lab host instead of the agent's loop: the agent's own planner, launcher and
 * kexec, driven by hand, for the bench, for the tests of the lab kernel and of where the text lies.
 */
@NullMarked
package io.fleetfoot.agent.lab.guest;

import org.jspecify.annotations.NullMarked;
