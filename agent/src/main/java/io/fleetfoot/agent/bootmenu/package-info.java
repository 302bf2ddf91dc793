/** What a host's boot loader offers and what it starts by itself, read from its files; pure. */
@NullMarked
package io.fleetfoot.agent.bootmenu;

import org.jspecify.annotations.NullMarked;
