/** JSON read with errors that say where; the service's messages and signed manifests use it. */
@NullMarked
package io.fleetfoot.agent.json;

import org.jspecify.annotations.NullMarked;
