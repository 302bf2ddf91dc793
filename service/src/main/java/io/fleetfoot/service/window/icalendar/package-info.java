/** Reads freezes from iCalendar files (RFC 5545); the only place that knows the library vinnie. */
@NullMarked
package io.fleetfoot.service.window.icalendar;

import org.jspecify.annotations.NullMarked;
