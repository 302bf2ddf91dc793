/** The JDBC edge: every SQL statement of the service, each in a text block of its repository. */
@NullMarked
package io.fleetfoot.service.store;

import org.jspecify.annotations.NullMarked;
