/** Files that people name, and what is wrong with them in words for people. */
@NullMarked
package io.fleetfoot.agent.file;

import org.jspecify.annotations.NullMarked;
