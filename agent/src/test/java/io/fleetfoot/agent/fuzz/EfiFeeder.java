package io.fleetfoot.agent.fuzz;

import io.fleetfoot.agent.image.EfiHandover;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Reads lines as the files of /sys/firmware/efi: four of the host, then five a region. */
final class EfiFeeder {

  private EfiFeeder() {}

  static void feed(byte[] bytes) {
    Iterator<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().iterator();
    ByteBuffer bootParams = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    bootParams.putInt(0x1c0, 0x34364c45).putInt(0x1c4, bytes.length);
    Optional<String> vendor = next(lines);
    Optional<String> runtime = next(lines);
    Optional<String> tables = next(lines);
    Optional<String> systab = next(lines);
    List<EfiHandover.Texts.Region> map = new ArrayList<>();
    while (lines.hasNext()) {
      map.add(
          new EfiHandover.Texts.Region(
              lines.next(),
              next(lines).orElse(""),
              next(lines).orElse(""),
              next(lines).orElse(""),
              next(lines).orElse("")));
    }
    var texts = new EfiHandover.Texts(bootParams.array(), systab, vendor, runtime, tables, map);
    if (EfiHandover.of(texts) instanceof EfiHandover.Kept kept) {
      var unused = kept.runtime().setupData();
    }
  }

  private static Optional<String> next(Iterator<String> lines) {
    return lines.hasNext() ? Optional.of(lines.next()) : Optional.empty();
  }
}
