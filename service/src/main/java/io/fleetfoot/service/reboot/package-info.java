/** Pure: one host's one attempt, its states, its events, and what each event decides. */
@NullMarked
package io.fleetfoot.service.reboot;

import org.jspecify.annotations.NullMarked;
