package io.fleetfoot.agent.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Several initrds as one, as the kernel unpacks them: one behind the other, later files over
 * earlier ones (Documentation/driver-api/early-userspace/buffer-format.rst).
 *
 * <p>What the kernel reads before it unpacks anything, microcode above all, must stand in front of
 * the first compressed byte; so it is moved there, whichever file it comes in.
 */
public final class JoinedInitrd {

  private static final int ALIGNMENT = 4;

  private final List<ByteBuffer> pieces;
  private final int earlyPieces;

  private JoinedInitrd(List<ByteBuffer> pieces, int earlyPieces) {
    this.pieces = List.copyOf(pieces);
    this.earlyPieces = earlyPieces;
  }

  /**
   * Joins {@code files} in their order.
   *
   * @throws MalformedImageException if one is no initramfs of which a kernel unpacks all; the
   *     offset is in that file
   */
  public static JoinedInitrd of(List<ByteBuffer> files) {
    return of(IntStream.rangeClosed(1, files.size()).mapToObj(i -> "initrd " + i).toList(), files);
  }

  /**
   * Joins {@code files} in their order, which are called {@code names} in errors.
   *
   * @throws MalformedImageException if one is no initramfs of which a kernel unpacks all; the
   *     offset is in that file
   */
  public static JoinedInitrd of(List<String> names, List<ByteBuffer> files) {
    List<ByteBuffer> early = new ArrayList<>();
    List<ByteBuffer> rest = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      ByteBuffer file = files.get(i).slice();
      try {
        split(file, early, rest);
      } catch (MalformedImageException e) {
        throw e.within(names.get(i), 0);
      }
    }
    int earlyPieces = early.size();
    early.addAll(rest);
    return new JoinedInitrd(early, earlyPieces);
  }

  private static void split(ByteBuffer file, List<ByteBuffer> early, List<ByteBuffer> rest) {
    int end = EarlyCpio.end(file);
    Initramfs.requireUnpackable(file);
    if (end > 0) {
      early.add(file.slice(0, end));
    }
    int at = end;
    while (at < file.limit() && file.get(at) == 0) {
      at++;
    }
    ByteBuffer others = file.slice(at, file.limit() - at);
    if (others.hasRemaining()) {
      rest.add(others);
    }
  }

  /** Returns whether it begins with what the kernel reads early, such as microcode. */
  public boolean hasEarlyArchive() {
    return earlyPieces > 0;
  }

  /** Returns its length in bytes. */
  public long size() {
    long size = 0;
    for (ByteBuffer piece : pieces) {
      size += piece.limit() + paddingBehind(piece, size);
    }
    return size;
  }

  /** Writes it. */
  public void writeTo(WritableByteChannel channel) throws IOException {
    long written = 0;
    for (ByteBuffer piece : pieces) {
      int padding = paddingBehind(piece, written);
      written += piece.limit() + padding;
      write(channel, piece.duplicate());
      write(channel, ByteBuffer.allocate(padding));
    }
  }

  // lz4's legacy frame has no end but a block of length zero (lib/decompress_unlz4.c)
  private static int paddingBehind(ByteBuffer piece, long before) {
    int toAlignment = (int) (-(before + piece.limit()) & (ALIGNMENT - 1));
    boolean endless = Compression.of(piece).filter(found -> found == Compression.LZ4).isPresent();
    return toAlignment + (endless ? Integer.BYTES : 0);
  }

  private static void write(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
