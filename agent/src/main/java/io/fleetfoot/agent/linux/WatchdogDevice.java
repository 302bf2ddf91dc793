package io.fleetfoot.agent.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.fleetfoot.agent.loop.Watchdog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A watchdog by its device: Documentation/watchdog/watchdog-api.rst. */
final class WatchdogDevice implements Watchdog {
  private static final long O_WRONLY = 1;
  private static final long O_CLOEXEC = 0x80000;
  // include/uapi/linux/watchdog.h
  private static final long WDIOC_KEEPALIVE = 0x80045705L;
  private static final long WDIOC_SETTIMEOUT = 0xc0045706L;

  private final HostFiles files;
  private final String device;
  private long descriptor = -1;

  /** Takes a device such as {@code /dev/watchdog0}; nothing is opened yet. */
  WatchdogDevice(HostFiles files, String device) {
    this.files = files;
    this.device = device;
  }

  @Override
  public String name() {
    return files
        .line(attribute("identity"))
        .map(identity -> "%s (%s)".formatted(device, identity))
        .orElse(device);
  }

  @Override
  public synchronized void arm(Duration timeout) throws IOException {
    if (files.line(attribute("nowayout")).map("1"::equals).orElse(false)) {
      throw new IOException(
          "%s is set nowayout: found no way to disarm it again, wanted nowayout=0 of its driver"
              .formatted(name()));
    }
    warnIfItStopsOnReboot();
    open();
    int seconds = Math.toIntExact(timeout.toSeconds());
    int taken = ioctl(WDIOC_SETTIMEOUT, "WDIOC_SETTIMEOUT, " + seconds, seconds);
    if (taken < seconds) {
      disarm();
      throw new IOException(
          "%s counts %d seconds at most, found watchdog.timeout = %s"
              .formatted(name(), taken, timeout));
    }
    ioctl(WDIOC_KEEPALIVE, "WDIOC_KEEPALIVE", 0);
  }

  @Override
  public synchronized void disarm() throws IOException {
    open();
    byte[] magic = "V".getBytes(StandardCharsets.US_ASCII);
    try (Memory memory = new Memory(magic.length)) {
      memory.write(0, magic, 0, magic.length);
      if (call(SystemCalls.WRITE, descriptor, Pointer.nativeValue(memory), magic.length) != 1) {
        throw failed("write(V)");
      }
    }
    call(SystemCalls.CLOSE, descriptor, 0, 0);
    descriptor = -1;
  }

  // drivers/watchdog/watchdog_core.c: most drivers ask the core for that, the parameter overrides
  private void warnIfItStopsOnReboot() {
    Optional<String> parameter = files.line("/sys/module/watchdog/parameters/stop_on_reboot");
    if (!parameter.filter("0"::equals).isPresent()) {
      System.getLogger(WatchdogDevice.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "{0}: watchdog.stop_on_reboot is {1}: the driver may stop it when the kernel is left;"
                  + " watchdog.stop_on_reboot=0 on the command line keeps it counting",
              device,
              parameter.orElse("not there"));
    }
  }

  /** Opens the device, which starts it; what was opened before is gone on with. */
  private void open() throws IOException {
    if (descriptor >= 0) {
      return;
    }
    byte[] path = (device + "\0").getBytes(StandardCharsets.US_ASCII);
    try (Memory memory = new Memory(path.length)) {
      memory.write(0, path, 0, path.length);
      long opened = call(SystemCalls.OPEN, Pointer.nativeValue(memory), O_WRONLY | O_CLOEXEC, 0);
      if (opened < 0) {
        throw failed("open");
      }
      descriptor = opened;
    }
  }

  private int ioctl(long request, String what, int value) throws IOException {
    try (Memory argument = new Memory(Integer.BYTES)) {
      argument.setInt(0, value);
      if (call(SystemCalls.IOCTL, descriptor, request, Pointer.nativeValue(argument)) != 0) {
        throw failed("ioctl(" + what + ")");
      }
      return argument.getInt(0);
    }
  }

  private IOException failed(String call) {
    int errno = SystemCalls.errno();
    String whose =
        errno == 16 ? ": somebody else has it, systemd by RuntimeWatchdogSec= for example" : "";
    return new IOException("%s: %s = error %d%s".formatted(device, call, errno, whose));
  }

  private static long call(long number, long a, long b, long c) {
    return SystemCalls.syscall(number, a, b, c, 0, 0, 0);
  }

  private String attribute(String name) {
    return "/sys/class/watchdog/" + device.substring(device.lastIndexOf('/') + 1) + "/" + name;
  }
}
