package io.fleetfoot.agent.kexec.testing;

import io.fleetfoot.agent.kexec.FilePlacement;
import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.PhysicalMemory;
import io.fleetfoot.agent.kexec.Segment;
import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A kernel of our own that loads images into a map of pages and refuses what a real one refuses.
 */
public final class FakeKexecSystem implements KexecSystem {

  /** Thrown by {@link #reboot()} in place of the jump, which does not return. */
  public static final class Rebooted extends Error {
    private static final long serialVersionUID = 1L;

    Rebooted(String entry) {
      super("jumped to " + entry);
    }
  }

  private record Image(String entry, List<Segment> segments) {}

  private static final int PAGE = (int) AddressRange.PAGE_SIZE;
  private static final int CONTROL_PAGES = 24;
  private static final int EIO = 5;
  private static final int ENODEV = 19;
  private static final int EINVAL = 22;
  private static final int EADDRNOTAVAIL = 99;

  private final AddressRange ram;
  private final AddressRange region;
  private final Map<Long, byte[]> pages = new HashMap<>();
  private final Map<Target, Image> images = new EnumMap<>(Target.class);
  private final Map<Target, Integer> refusals = new EnumMap<>(Target.class);
  private final List<String> calls = new ArrayList<>();
  private Optional<AddressRange> quickRegion = Optional.empty();
  private boolean quickIsNormal;
  private boolean regionLost;
  private int refusal;
  private int fileRefusal;
  private int unloadRefusal;
  private long contiguous;
  private boolean knowsNoCma;
  private long available;
  private long counter = 1_000_000;

  /** Takes all RAM there is, and the part of it that is reserved. */
  public FakeKexecSystem(AddressRange ram, AddressRange region) {
    this.ram = ram;
    this.region = region;
    this.available = ram.size();
  }

  /** Gives the kernel quick kexec and a region for it. */
  public FakeKexecSystem withQuickRegion(AddressRange quick) {
    quickRegion = Optional.of(quick);
    return this;
  }

  /**
   * Makes it a kernel that takes the flag of quick kexec for something else, and loads normally.
   */
  public void takeQuickForNormal() {
    quickIsNormal = true;
  }

  /** Gives the reserved region back, as writing to /sys/kernel/kexec_crash_size does. */
  public void loseRegion() {
    regionLost = true;
  }

  /** Lets every load from now on fail with {@code errno}, as lockdown does; 0 ends it. */
  public void refuseLoadsWith(int errno) {
    refusal = errno;
  }

  /** Lets every load of one kind from now on fail with {@code errno}. */
  public void refuseLoadsWith(Target target, int errno) {
    refusals.put(target, errno);
  }

  /** Lets every unload from now on fail with {@code errno}; 0 ends it. */
  public void refuseUnloadsWith(int errno) {
    unloadRefusal = errno;
  }

  /** Lets every kexec_file_load(2) from now on fail with {@code errno}. */
  public void refuseFilesWith(int errno) {
    fileRefusal = errno;
  }

  /**
   * Gives it memory for contiguous allocations.
   *
   * @param knowsFlag whether it knows KEXEC_FILE_NO_CMA
   */
  public void haveContiguousMemory(long bytes, boolean knowsFlag) {
    contiguous = bytes;
    knowsNoCma = knowsFlag;
  }

  /** Changes the byte at {@code address}, as stray DMA does. */
  public void corrupt(long address) {
    page(address)[offset(address)] ^= 0x55;
  }

  /** Returns where the image of a target would be entered, or its command line. */
  public Optional<String> entry(Target target) {
    return Optional.ofNullable(images.get(slot(target))).map(Image::entry);
  }

  /**
   * Returns what was asked, in order: {@code load CRASH}, {@code load FILE}, {@code sync}, {@code
   * reboot}.
   */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public void load(Target target, long entry, List<Segment> segments) {
    calls.add("load " + target);
    String call =
        "kexec_load(entry=0x%x, %d segments, %s)".formatted(entry, segments.size(), target);
    check(call, target, entry, segments);
    boolean inPlace = target == Target.CRASH || (target == Target.QUICK && !quickIsNormal);
    if (inPlace) {
      takeControlPages(target == Target.CRASH ? region : quickRegion.orElseThrow(), segments);
      segments.forEach(this::write);
    }
    List<Segment> copies = segments.stream().map(FakeKexecSystem::copied).toList();
    images.put(slot(target), new Image("0x%x".formatted(entry), inPlace ? List.of() : copies));
    available = ram.size() - heapTaken();
  }

  @Override
  public void loadFile(
      Path kernel, Optional<Path> initrd, String commandLine, FilePlacement placement) {
    calls.add(
        "load FILE"
            + (initrd.isPresent() ? "" : " without initrd")
            + (placement == FilePlacement.OUTSIDE_CMA ? " outside of CMA" : ""));
    if (placement == FilePlacement.OUTSIDE_CMA && !knowsNoCma) {
      throw new KexecException("kexec_file_load(" + commandLine + ", flags 0x10)", EINVAL);
    }
    if (fileRefusal != 0 || refusal != 0) {
      throw new KexecException("kexec_file_load(" + commandLine + ")", fileRefusal | refusal);
    }
    images.put(Target.NORMAL, new Image(commandLine, List.of()));
  }

  // reboot(2) has one image: a quick load takes the place of a normal one
  private static Target slot(Target target) {
    return target == Target.QUICK ? Target.NORMAL : target;
  }

  private long heapTaken() {
    return images.values().stream()
        .flatMap(image -> image.segments().stream())
        .mapToLong(segment -> segment.destination().size())
        .sum();
  }

  // the caller may overwrite its bytes as soon as the load has returned
  private static Segment copied(Segment segment) {
    ByteBuffer source = segment.source();
    ByteBuffer copy = ByteBuffer.allocateDirect(source.remaining()).put(source).flip();
    return new Segment(copy, segment.destination());
  }

  // kernel/kexec.c do_kexec_load() and kernel/kexec_core.c sanity_check_segment_list()
  private void check(String call, Target target, long entry, List<Segment> segments) {
    int errno = refusal == 0 ? refusals.getOrDefault(target, 0) : refusal;
    if (errno != 0) {
      throw new KexecException(call, errno);
    }
    if (segments.isEmpty() || segments.size() > 16 || overlap(segments)) {
      throw new KexecException(call, EINVAL);
    }
    if (segments.stream().mapToLong(s -> s.destination().size()).sum() > ram.size() / 2) {
      throw new KexecException(call, EINVAL);
    }
    if (target == Target.QUICK && quickRegion.isEmpty() && !quickIsNormal) {
      throw new KexecException(call, ENODEV);
    }
    if (target == Target.CRASH || (target == Target.QUICK && !quickIsNormal)) {
      images.remove(slot(target));
      if (target == Target.CRASH && regionLost) {
        throw new KexecException(call, EADDRNOTAVAIL);
      }
      AddressRange room = target == Target.CRASH ? region : quickRegion.orElseThrow();
      boolean inside = segments.stream().allMatch(s -> room.contains(s.destination()));
      if (!inside || !room.contains(entry)) {
        throw new KexecException(call, EADDRNOTAVAIL);
      }
    }
  }

  private static boolean overlap(List<Segment> segments) {
    for (int i = 0; i < segments.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (segments.get(i).destination().overlaps(segments.get(j).destination())) {
          return true;
        }
      }
    }
    return false;
  }

  // kernel/kexec_core.c, kimage_alloc_crash_control_pages(): the first pages that no segment has
  private void takeControlPages(AddressRange room, List<Segment> segments) {
    long left = CONTROL_PAGES;
    for (long at = room.start(); left > 0 && at + PAGE <= room.end(); at += PAGE) {
      AddressRange page = AddressRange.ofSize(at, PAGE);
      if (segments.stream().noneMatch(segment -> segment.destination().overlaps(page))) {
        byte[] written = new byte[PAGE];
        Arrays.fill(written, (byte) 0xc7);
        pages.put(at, written);
        left--;
      }
    }
  }

  private void write(Segment segment) {
    ByteBuffer source = segment.source();
    AddressRange destination = segment.destination();
    for (long at = destination.start(); at != destination.end(); at += PAGE) {
      byte[] page = new byte[PAGE];
      source.get(page, 0, Math.min(PAGE, source.remaining()));
      pages.put(at, page);
    }
  }

  @Override
  public void unload(Target target) {
    calls.add("unload " + target);
    if (unloadRefusal != 0) {
      throw new KexecException("kexec_load(entry=0x0, 0 segments, " + target + ")", unloadRefusal);
    }
    if (target == Target.QUICK && quickRegion.isEmpty() && !quickIsNormal) {
      throw new KexecException("kexec_load(entry=0x0, 0 segments, QUICK)", EINVAL);
    }
    images.remove(slot(target));
    available = ram.size() - heapTaken();
  }

  @Override
  public boolean loaded(Target target) {
    return images.containsKey(slot(target));
  }

  @Override
  public PhysicalMemory physicalMemory() {
    return new PhysicalMemory() {
      @Override
      public void read(long physicalAddress, ByteBuffer into) {
        AddressRange wanted = AddressRange.ofSize(physicalAddress, into.remaining());
        if (!ram.contains(wanted)) {
          throw new KexecException("read(/proc/kcore, %s)".formatted(wanted), EIO);
        }
        for (long at = physicalAddress; into.hasRemaining(); ) {
          int length = Math.min(into.remaining(), PAGE - offset(at));
          into.put(page(at), offset(at), length);
          at += length;
        }
      }

      @Override
      public void close() {}
    };
  }

  private byte[] page(long address) {
    return pages.computeIfAbsent(
        AddressRange.alignDown(address, AddressRange.PAGE_SIZE), at -> new byte[PAGE]);
  }

  private static int offset(long address) {
    return (int) (address & (PAGE - 1));
  }

  @Override
  public long availableMemory() {
    return available;
  }

  @Override
  public long contiguousMemory() {
    return contiguous;
  }

  @Override
  public long timestampCounter() {
    counter += 1_000;
    return counter;
  }

  @Override
  public void syncFilesystems() {
    calls.add("sync");
  }

  @Override
  public void reboot() {
    calls.add("reboot");
    Image image = images.get(Target.NORMAL);
    if (image == null) {
      throw new KexecException("reboot(LINUX_REBOOT_CMD_KEXEC)", EINVAL);
    }
    image.segments().forEach(this::write);
    throw new Rebooted(image.entry());
  }
}
