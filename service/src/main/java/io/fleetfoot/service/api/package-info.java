/** The REST edge: requests in, answers out, problem details; it decides nothing. */
@NullMarked
package io.fleetfoot.service.api;

import org.jspecify.annotations.NullMarked;
