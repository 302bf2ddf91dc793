/** Pure: may this host go down now, and if not, which constraint says no. */
@NullMarked
package io.fleetfoot.service.admission;

import org.jspecify.annotations.NullMarked;
