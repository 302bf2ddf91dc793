package io.fleetfoot.agent.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bounds-checked little-endian reads of a file; every failure names the field and the offset. */
final class Bytes {

  private final ByteBuffer file;

  Bytes(ByteBuffer file) {
    this.file = file.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  int length() {
    return file.capacity();
  }

  int u8(long offset, String field) {
    return file.get(at(offset, Byte.BYTES, field)) & 0xff;
  }

  int u16(long offset, String field) {
    return file.getShort(at(offset, Short.BYTES, field)) & 0xffff;
  }

  long u32(long offset, String field) {
    return Integer.toUnsignedLong(file.getInt(at(offset, Integer.BYTES, field)));
  }

  long u64(long offset, String field) {
    return file.getLong(at(offset, Long.BYTES, field));
  }

  ByteBuffer slice(long offset, long length, String field) {
    return file.slice(at(offset, length, field), (int) length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private int at(long offset, long length, String field) {
    if (offset < 0 || length < 0 || offset > file.capacity() || length > file.capacity() - offset) {
      throw new MalformedImageException(
          offset,
          "%s needs %d bytes, but the file ends at 0x%x".formatted(field, length, file.capacity()));
    }
    return (int) offset;
  }
}
