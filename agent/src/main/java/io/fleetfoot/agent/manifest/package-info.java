/**
 * What makes a kernel image one that this host may boot: a manifest that a person signed offline
 * with a key that is pinned on the host.
 *
 * <p>The service is not believed here. What is decided rests on the bytes that were signed, on the
 * keys in the agent's own configuration, and on the time.
 */
@NullMarked
package io.fleetfoot.agent.manifest;

import org.jspecify.annotations.NullMarked;
