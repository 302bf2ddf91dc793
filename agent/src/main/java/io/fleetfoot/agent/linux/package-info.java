/** The only room that touches the machine: system calls through JNA, /proc and /sys. */
@NullMarked
package io.fleetfoot.agent.linux;

import org.jspecify.annotations.NullMarked;
