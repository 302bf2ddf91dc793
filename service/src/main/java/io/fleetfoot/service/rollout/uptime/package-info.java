/** Pure: how long hosts may be up at most, and on which day each is rebooted for it. */
@NullMarked
package io.fleetfoot.service.rollout.uptime;

import org.jspecify.annotations.NullMarked;
