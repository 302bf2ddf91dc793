package io.fleetfoot.agent.reserve;

import java.util.List;
import java.util.Optional;

/**
 * The word of a kernel command line that reserves a region.
 *
 * @param name which region
 * @param value its size, and where it begins if that is said
 */
public record RegionParameter(String name, String value) {

  /** Reserves the region of the crash kernel, on any kernel. */
  public static final String CRASHKERNEL = "crashkernel";

  /** Reserves a region for quick kexec, on kernels that have it; the others pass it over. */
  public static final String QUICKKEXEC = "quickkexec";

  private static final List<String> NAMES = List.of(CRASHKERNEL, QUICKKEXEC);

  /** Returns the first one in a text that is no comment, whichever it is. */
  static Optional<RegionParameter> in(String text) {
    return NAMES.stream()
        .flatMap(
            name ->
                KernelCommandLine.values(name, text).stream()
                    .map(value -> new RegionParameter(name, value)))
        .findFirst();
  }

  /** Returns the word. */
  @Override
  public String toString() {
    return name + "=" + value;
  }
}
