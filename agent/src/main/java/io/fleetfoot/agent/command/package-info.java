/**
 * What people call: those who sign kernel images, offline and without root, and those who prepare a
 * host, through ports that the wiring fills.
 */
@NullMarked
package io.fleetfoot.agent.command;

import org.jspecify.annotations.NullMarked;
