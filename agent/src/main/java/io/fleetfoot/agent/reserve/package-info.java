/**
 * How a host comes to have a reserved region: {@code crashkernel=} or {@code quickkexec=} on the
 * command line of its next boot, whatever its boot loader. Files in, changes out; the effects are
 * behind {@link io.fleetfoot.agent.reserve.BootFiles}.
 */
@NullMarked
package io.fleetfoot.agent.reserve;

import org.jspecify.annotations.NullMarked;
