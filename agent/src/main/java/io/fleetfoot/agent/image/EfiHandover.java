package io.fleetfoot.agent.image;

import io.fleetfoot.agent.image.EfiRuntime.Descriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of the firmware's EFI the next kernel can be given: all that it needs, or nothing. */
public sealed interface EfiHandover {

  /** The running kernel has no EFI that it could hand on. */
  record Absent() implements EfiHandover {}

  /**
   * The next kernel has no EFI runtime services and no efivars, nor has any after it, until the
   * firmware boots one; it is told the ACPI root pointer alone.
   *
   * @param reason what is missing
   */
  record Lost(String reason) implements EfiHandover {}

  /** The next kernel goes on using the runtime services. */
  record Kept(EfiRuntime runtime) implements EfiHandover {}

  /**
   * What the host's files say, as read; of files that are not there, nothing.
   *
   * @param bootParams /sys/kernel/boot_params/data
   * @param systab /sys/firmware/efi/systab
   * @param firmwareVendor /sys/firmware/efi/fw_vendor
   * @param runtime /sys/firmware/efi/runtime
   * @param configTable /sys/firmware/efi/config_table
   * @param map the directories of /sys/firmware/efi/runtime-map by number
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, compared never
  record Texts(
      byte[] bootParams,
      Optional<String> systab,
      Optional<String> firmwareVendor,
      Optional<String> runtime,
      Optional<String> configTable,
      List<Region> map) {

    /** The five files of one directory of /sys/firmware/efi/runtime-map, as read. */
    public record Region(
        String type, String physical, String virtual, String pages, String attribute) {}
  }

  /** Judges what a host that has EFI says. Anything that is missing or odd loses EFI. */
  static EfiHandover of(Texts texts) {
    ByteBuffer bootParams = ByteBuffer.wrap(texts.bootParams()).order(ByteOrder.LITTLE_ENDIAN);
    if (bootParams.limit() != BootParams.SIZE
        || bootParams.getInt(0x1c0) != EfiRuntime.SIGNATURE_64_BIT) {
      return new Lost("the running kernel's boot_params tell of no 64-bit EFI");
    }
    if (texts.map().isEmpty()) {
      return new Lost(
          "no /sys/firmware/efi/runtime-map; the running kernel has no CONFIG_EFI_RUNTIME_MAP or"
              + " was started with noefi or efi=noruntime");
    }
    try {
      return new Kept(runtime(bootParams, texts));
    } catch (IllegalArgumentException e) {
      return new Lost(String.valueOf(e.getMessage()));
    }
  }

  private static EfiRuntime runtime(ByteBuffer bootParams, Texts texts) {
    long systemTable =
        Integer.toUnsignedLong(bootParams.getInt(0x1c4))
            | (long) bootParams.getInt(0x1d8) << Integer.SIZE;
    if (systemTable == 0) {
      throw new IllegalArgumentException("the running kernel's boot_params have no efi_systab");
    }
    List<Descriptor> map = new ArrayList<>();
    for (Texts.Region region : texts.map()) {
      map.add(descriptor(region, "/sys/firmware/efi/runtime-map/" + map.size()));
    }
    return new EfiRuntime(
        systemTable,
        present("/sys/firmware/efi/fw_vendor", texts.firmwareVendor()),
        texts.runtime().map(text -> number("/sys/firmware/efi/runtime", text)).orElse(0L),
        present("/sys/firmware/efi/config_table", texts.configTable()),
        smbios(texts.systab()),
        map);
  }

  private static Descriptor descriptor(Texts.Region region, String where) {
    long type = number(where + "/type", region.type());
    var descriptor =
        new Descriptor(
            (int) type,
            number(where + "/phys_addr", region.physical()),
            number(where + "/virt_addr", region.virtual()),
            number(where + "/num_pages", region.pages()),
            number(where + "/attribute", region.attribute()));
    if (type < 0 || type > Integer.MAX_VALUE || descriptor.virtual() == 0) {
      throw new IllegalArgumentException(
          "%s is of type 0x%x and mapped at 0x%x".formatted(where, type, descriptor.virtual()));
    }
    return descriptor;
  }

  private static long smbios(Optional<String> systab) {
    return systab.stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("SMBIOS="))
        .findFirst()
        .map(line -> number("SMBIOS of /sys/firmware/efi/systab", line.substring(7)))
        .orElse(0L);
  }

  private static long present(String file, Optional<String> text) {
    return number(file, text.orElseThrow(() -> new IllegalArgumentException("no " + file)));
  }

  private static long number(String what, String text) {
    String trimmed = text.strip();
    if (!trimmed.matches("0x[0-9a-fA-F]{1,16}")) {
      throw new IllegalArgumentException(
          "%s is \"%s\", expected a number such as 0x1f".formatted(what, trimmed));
    }
    return Long.parseUnsignedLong(trimmed.substring(2), 16);
  }
}
