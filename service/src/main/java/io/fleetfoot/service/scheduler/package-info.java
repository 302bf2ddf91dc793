/** Where decision meets effect: the services and ticks, and the ports that they need. */
@NullMarked
package io.fleetfoot.service.scheduler;

import org.jspecify.annotations.NullMarked;
