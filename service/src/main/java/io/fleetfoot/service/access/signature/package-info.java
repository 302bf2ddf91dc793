/**
 * How an agent's request is signed: a strict subset of HTTP message signatures (RFC 9421), taken
 * apart and judged without a request at hand.
 */
@NullMarked
package io.fleetfoot.service.access.signature;

import org.jspecify.annotations.NullMarked;
