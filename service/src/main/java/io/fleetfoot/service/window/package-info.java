/** Pure: when may hosts go down: maintenance windows, freezes, and the calendar they make. */
@NullMarked
package io.fleetfoot.service.window;

import org.jspecify.annotations.NullMarked;
