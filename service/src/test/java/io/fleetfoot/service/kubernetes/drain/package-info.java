/** Drains by the rules of kubectl, on pods made up here. */
@NullMarked
package io.fleetfoot.service.kubernetes.drain;

import org.jspecify.annotations.NullMarked;
