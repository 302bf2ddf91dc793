/**
 * What the parsers of input from outside are given that nobody would write: by the tests a little,
 * by {@code agent/lab/fuzz} as much as wanted.
 */
@NullMarked
package io.fleetfoot.agent.fuzz;

import org.jspecify.annotations.NullMarked;
