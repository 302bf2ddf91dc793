package io.fleetfoot.agent.linux;

import io.fleetfoot.agent.image.EfiHandover;
import java.util.List;

/** Reads what the kernel shows of the firmware's EFI. */
final class EfiReader {
  private static final String EFI = "/sys/firmware/efi";

  private final HostFiles files;

  EfiReader(HostFiles files) {
    this.files = files;
  }

  EfiHandover read(byte[] bootParams) {
    if (!files.exists(EFI)) {
      return new EfiHandover.Absent();
    }
    List<EfiHandover.Texts.Region> map =
        files.numbered(EFI + "/runtime-map").stream().map(this::region).toList();
    return EfiHandover.of(
        new EfiHandover.Texts(
            bootParams,
            files.text(EFI + "/systab"),
            files.line(EFI + "/fw_vendor"),
            files.line(EFI + "/runtime"),
            files.line(EFI + "/config_table"),
            map));
  }

  private EfiHandover.Texts.Region region(String directory) {
    return new EfiHandover.Texts.Region(
        text(directory + "/type"),
        text(directory + "/phys_addr"),
        text(directory + "/virt_addr"),
        text(directory + "/num_pages"),
        text(directory + "/attribute"));
  }

  private String text(String file) {
    return files.line(file).orElse("");
  }
}
