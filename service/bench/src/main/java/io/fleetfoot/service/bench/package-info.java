/** Commands that measure what the service's decisions are worth and what they cost. */
@NullMarked
package io.fleetfoot.service.bench;

import org.jspecify.annotations.NullMarked;
