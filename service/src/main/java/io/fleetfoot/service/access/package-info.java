/** Pure: who may do what; roles, actors and the API tokens by which programs prove who they are. */
@NullMarked
package io.fleetfoot.service.access;

import org.jspecify.annotations.NullMarked;
