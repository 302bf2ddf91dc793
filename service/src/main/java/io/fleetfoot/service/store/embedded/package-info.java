/** The PostgreSQL server that the service brings along, for when none is configured. */
@NullMarked
package io.fleetfoot.service.store.embedded;

import org.jspecify.annotations.NullMarked;
