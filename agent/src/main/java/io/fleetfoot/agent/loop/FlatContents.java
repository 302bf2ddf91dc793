package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.image.FlatKernel;
import io.fleetfoot.agent.image.KaslrDelta;
import io.fleetfoot.agent.image.PageRelease;
import io.fleetfoot.agent.kexec.Contents;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;

/**
 * The bytes of a kernel with its text moved; reading them leaves no page of its file in memory.
 *
 * @param flat the kernel
 * @param delta how far its text is moved
 * @param vmlinux the file that the kernel is read from
 * @param pages lets go of that file's pages
 */
public record FlatContents(
    FlatKernel flat, KaslrDelta delta, MappedByteBuffer vmlinux, PageRelease pages)
    implements Contents {

  @Override
  public long size() {
    return flat.footprint().fileSize();
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    flat.write(offset, into, delta);
    pages.letGo(vmlinux);
  }
}
