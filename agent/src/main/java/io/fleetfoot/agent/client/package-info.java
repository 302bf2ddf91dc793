/**
 * The edge towards the service: the agent protocol's messages, its calls, and blobs fetched by
 * digest.
 */
@NullMarked
package io.fleetfoot.agent.client;

import org.jspecify.annotations.NullMarked;
