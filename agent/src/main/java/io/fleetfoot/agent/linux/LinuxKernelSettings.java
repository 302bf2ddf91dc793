package io.fleetfoot.agent.linux;

import io.fleetfoot.agent.loop.KernelSettings;
import java.io.IOException;
import java.nio.file.Files;

/** Settings in /proc/sys. */
final class LinuxKernelSettings implements KernelSettings {
  private static final String PANIC_ON_OOPS = "/proc/sys/kernel/panic_on_oops";

  private final HostFiles files;

  LinuxKernelSettings(HostFiles files) {
    this.files = files;
  }

  @Override
  public boolean panicsOnOops() {
    return files.line(PANIC_ON_OOPS).filter(line -> !line.equals("0")).isPresent();
  }

  @Override
  public void panicOnOops(boolean panics) throws IOException {
    Files.writeString(files.path(PANIC_ON_OOPS), panics ? "1\n" : "0\n");
  }
}
