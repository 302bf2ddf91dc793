/** Takes the pods off a node: which pods may go is decided purely, going is by eviction only. */
@NullMarked
package io.fleetfoot.service.kubernetes.drain;

import org.jspecify.annotations.NullMarked;
