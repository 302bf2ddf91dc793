/**
 * The Kubernetes edge: reads KernelRollout objects, cordons, drains by eviction, uncordons. The
 * only room that says "node"; nothing imports it.
 */
@NullMarked
package io.fleetfoot.service.kubernetes;

import org.jspecify.annotations.NullMarked;
