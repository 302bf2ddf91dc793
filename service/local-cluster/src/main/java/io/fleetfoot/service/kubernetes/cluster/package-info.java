/** A real API server over a real etcd for tests, with a kubelet and a scheduler made up here. */
@NullMarked
package io.fleetfoot.service.kubernetes.cluster;

import org.jspecify.annotations.NullMarked;
