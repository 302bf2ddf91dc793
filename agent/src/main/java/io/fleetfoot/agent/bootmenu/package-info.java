/**
 * What a host's boot loader offers, what it starts by itself and how it is told otherwise, read
 * from its files; pure.
 */
@NullMarked
package io.fleetfoot.agent.bootmenu;

import org.jspecify.annotations.NullMarked;
