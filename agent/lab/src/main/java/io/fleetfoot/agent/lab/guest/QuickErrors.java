package io.fleetfoot.agent.lab.guest;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.fleetfoot.agent.kexec.ReservedRegion;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.memory.IomemParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Calls kexec_load(2) in ways that a kernel with quick kexec must refuse, and prints its errno. */
final class QuickErrors {
  private static final long KEXEC_LOAD = 246;
  private static final long QUICK = 0x8000;
  private static final long X86_64 = 62L << 16;
  private static final long PAGE = AddressRange.PAGE_SIZE;

  private QuickErrors() {}

  static void print() throws IOException {
    Optional<ReservedRegion> region =
        ReservedRegion.highestNamed(
            "Quick kexec", IomemParser.parse(Files.readString(Path.of("/proc/iomem"))));
    GuestMain.say("region %s", region.map(ReservedRegion::toString).orElse("none"));
    GuestMain.say("unload %d", load(0, 0, QUICK));
    for (long flag : new long[] {1, 2, 4, 8}) {
      GuestMain.say("unload with flag %d %d", flag, load(0, 0, QUICK | flag));
    }
    AddressRange range =
        region.map(ReservedRegion::range).orElse(AddressRange.ofSize(1 << 28, 1 << 27));
    GuestMain.say("page inside %d", load(range.start(), range.start() + PAGE, QUICK));
    GuestMain.say("loaded %s", loaded());
    GuestMain.say("page before %d", load(range.start(), range.start() - PAGE, QUICK));
    GuestMain.say("loaded after a failed load %s", loaded());
    GuestMain.say("page behind %d", load(range.start(), range.end(), QUICK));
    GuestMain.say("entry behind %d", load(range.end(), range.start(), QUICK));
    GuestMain.say("unload at the end %d", load(0, 0, QUICK));
  }

  private static String loaded() throws IOException {
    return Files.readString(Path.of("/sys/kernel/kexec_loaded")).strip();
  }

  /** Loads a page to {@code destination}, or unloads if that is 0; returns 0 or the errno. */
  private static int load(long entry, long destination, long flags) {
    try (Memory page = new Memory(PAGE);
        Memory segment = new Memory(32)) {
      page.clear();
      segment.setPointer(0, page);
      segment.setLong(8, PAGE);
      segment.setLong(16, destination);
      segment.setLong(24, PAGE);
      long count = destination == 0 ? 0 : 1;
      call(entry, count, Pointer.nativeValue(segment), flags | X86_64);
      return 0;
    } catch (LastErrorException e) {
      return e.getErrorCode();
    }
  }

  private static void call(long entry, long count, long segments, long flags) {
    NativeLibrary.getProcess()
        .getFunction("syscall", Function.THROW_LAST_ERROR)
        .invokeLong(new Object[] {KEXEC_LOAD, entry, count, segments, flags});
  }
}
