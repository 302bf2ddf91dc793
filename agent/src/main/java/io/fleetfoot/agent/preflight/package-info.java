/** May this host stage, may it execute, and if not why: facts in, refusals out. */
@NullMarked
package io.fleetfoot.agent.preflight;

import org.jspecify.annotations.NullMarked;
