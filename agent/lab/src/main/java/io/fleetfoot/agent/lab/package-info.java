/** Wiring only. */
@NullMarked
package io.fleetfoot.agent.lab;

import org.jspecify.annotations.NullMarked;
