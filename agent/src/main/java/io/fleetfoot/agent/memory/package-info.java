/**
 * Where physical memory is: address ranges, the kernel's own map and the firmware's.
 *
 * <p>Parsers take text that someone else has read; nothing here touches the machine.
 */
@NullMarked
package io.fleetfoot.agent.memory;

import org.jspecify.annotations.NullMarked;
