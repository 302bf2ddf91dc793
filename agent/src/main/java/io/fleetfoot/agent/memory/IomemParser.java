package io.fleetfoot.agent.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text of /proc/iomem. */
public final class IomemParser {

  // kernel/resource.c, r_show(): two spaces per level, "%0*llx-%0*llx : %s"
  private static final Pattern LINE =
      Pattern.compile("((?: {2})*)([0-9a-f]{1,16})-([0-9a-f]{1,16}) : (.*)");

  private IomemParser() {}

  /**
   * Parses {@code text}.
   *
   * @throws IllegalArgumentException if a line has another form, or if all addresses are zero, as
   *     the kernel prints them to a reader without CAP_SYS_ADMIN
   */
  public static MemoryMap parse(String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    List<MemoryRegion> regions = new ArrayList<>(lines.size());
    for (int i = 0; i < lines.size(); i++) {
      regions.add(region(lines.get(i), i + 1));
    }
    if (!regions.isEmpty() && regions.stream().allMatch(IomemParser::isHidden)) {
      throw new IllegalArgumentException(
          "/proc/iomem shows only zero addresses; the reader needs CAP_SYS_ADMIN");
    }
    return new MemoryMap(regions);
  }

  private static MemoryRegion region(String line, int number) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "/proc/iomem line %d is \"%s\", expected \"first-last : name\"".formatted(number, line));
    }
    long first = Long.parseUnsignedLong(matcher.group(2), 16);
    long last = Long.parseUnsignedLong(matcher.group(3), 16);
    if (Long.compareUnsigned(first, last) > 0) {
      throw new IllegalArgumentException(
          "/proc/iomem line %d is \"%s\", which ends before it starts".formatted(number, line));
    }
    return new MemoryRegion(
        AddressRange.inclusive(first, last), matcher.group(4), matcher.group(1).length() / 2);
  }

  private static boolean isHidden(MemoryRegion region) {
    return region.range().start() == 0 && region.range().size() == 1;
  }
}
