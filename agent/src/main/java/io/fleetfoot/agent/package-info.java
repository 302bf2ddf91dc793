/** Wiring only. */
@NullMarked
package io.fleetfoot.agent;

import org.jspecify.annotations.NullMarked;
