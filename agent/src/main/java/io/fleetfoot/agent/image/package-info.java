/**
 * What a kernel image is made of: the bzImage and its setup header, the ELF kernel packed in it,
 * the flat and relocated form that is staged, and the boot_params page the kernel is started with.
 *
 * <p>The decompressors of libraries are named in this room and nowhere else.
 */
@NullMarked
package io.fleetfoot.agent.image;

import org.jspecify.annotations.NullMarked;
