/** Wiring only. */
@NullMarked
package io.fleetfoot.service;

import org.jspecify.annotations.NullMarked;
