/**
 * The commands of people who sign kernel images: offline, without root, and without the rest of the
 * agent.
 */
@NullMarked
package io.fleetfoot.agent.command;

import org.jspecify.annotations.NullMarked;
