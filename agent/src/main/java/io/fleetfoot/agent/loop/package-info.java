/**
 * What the agent does all day: ask for its assignment, take one step, report; and the journal that
 * survives the reboot.
 */
@NullMarked
package io.fleetfoot.agent.loop;

import org.jspecify.annotations.NullMarked;
