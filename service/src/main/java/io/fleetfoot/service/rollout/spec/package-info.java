/**
 * Pure: the words in which a rollout is asked for, each field with its type, bounds, default and
 * sentence; every edge reads by them, and the documents are written from them.
 */
@NullMarked
package io.fleetfoot.service.rollout.spec;

import org.jspecify.annotations.NullMarked;
