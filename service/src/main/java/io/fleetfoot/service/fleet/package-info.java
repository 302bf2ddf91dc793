/** Pure values of the fleet: hosts, their facts and labels, and the kernel images they may boot. */
@NullMarked
package io.fleetfoot.service.fleet;

import org.jspecify.annotations.NullMarked;
