/** Hosts made of QEMU, and the commands that reboot them for real. */
@NullMarked
package io.fleetfoot.agent.lab;

import org.jspecify.annotations.NullMarked;
