/**
 * The outbound edge: calls webhooks, Prometheus and whatever switches a host off and on. The only
 * room that calls addresses which a rollout names, and only those that the configuration allows.
 */
@NullMarked
package io.fleetfoot.service.outbound;

import org.jspecify.annotations.NullMarked;
