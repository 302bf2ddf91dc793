package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.image.FlatKernel;
import java.nio.MappedByteBuffer;

/**
 * A kernel as it runs.
 *
 * @param flat the kernel
 * @param file the vmlinux that it is read from
 */
record MappedKernel(FlatKernel flat, MappedByteBuffer file) {}
