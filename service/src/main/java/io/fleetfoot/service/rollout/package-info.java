/** Pure: the ordered change of a set of hosts, in waves, within its budgets. */
@NullMarked
package io.fleetfoot.service.rollout;

import org.jspecify.annotations.NullMarked;
