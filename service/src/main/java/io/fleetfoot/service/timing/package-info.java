/** Pure: what a reboot cost, phase by phase, and how good each figure is. */
@NullMarked
package io.fleetfoot.service.timing;

import org.jspecify.annotations.NullMarked;
