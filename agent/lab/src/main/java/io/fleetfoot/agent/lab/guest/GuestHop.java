package io.fleetfoot.agent.lab.guest;

import io.fleetfoot.agent.image.BootParams;
import io.fleetfoot.agent.image.BzImage;
import io.fleetfoot.agent.image.ElfKernel;
import io.fleetfoot.agent.image.FlatKernel;
import io.fleetfoot.agent.image.KaslrDelta;
import io.fleetfoot.agent.image.KernelImage;
import io.fleetfoot.agent.image.PayloadDecompressor;
import io.fleetfoot.agent.image.SetupData;
import io.fleetfoot.agent.kexec.Contents;
import io.fleetfoot.agent.kexec.HolePlanner;
import io.fleetfoot.agent.kexec.KexecPlan;
import io.fleetfoot.agent.kexec.KexecPlanner;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.Launcher;
import io.fleetfoot.agent.kexec.LauncherRecord;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.PhysicalMemory;
import io.fleetfoot.agent.kexec.PlanDecision;
import io.fleetfoot.agent.kexec.PlanRefusal;
import io.fleetfoot.agent.kexec.PurgatoryCheck;
import io.fleetfoot.agent.kexec.ReservedRegion;
import io.fleetfoot.agent.kexec.Segment;
import io.fleetfoot.agent.kexec.SlotStager;
import io.fleetfoot.agent.kexec.SlotVerifier;
import io.fleetfoot.agent.kexec.StagedBytes;
import io.fleetfoot.agent.kexec.Verification;
import io.fleetfoot.agent.linux.HostFiles;
import io.fleetfoot.agent.linux.LinuxHost;
import io.fleetfoot.agent.linux.LinuxKexec;
import io.fleetfoot.agent.linux.TimestampCounter;
import io.fleetfoot.agent.loop.FileContents;
import io.fleetfoot.agent.loop.FlatContents;
import io.fleetfoot.agent.loop.Handover;
import io.fleetfoot.agent.loop.Host;
import io.fleetfoot.agent.loop.ScratchMemory;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.memory.MemoryMap;
import io.fleetfoot.agent.timing.TimingRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stages a kernel and enters it by the agent's own means, on the running command line. */
final class GuestHop {
  private static final long QUICK_FLAG = 0x8000;

  private final LoadMethod method;
  private final Verification verification;
  private final Path kernel;
  private final Path initrd;
  private final KexecSystem system;
  private final Host host;
  private final SecureRandom random = new SecureRandom();

  /**
   * What was planned, and staged unless it is a normal load, and what it must still be.
   *
   * @param segments what a normal load still has to load
   */
  private record Staged(KexecPlan plan, StagedBytes bytes, List<Segment> segments) {}

  GuestHop(LoadMethod method, Verification verification, Path kernel, Path initrd) {
    this.method = method;
    this.verification = verification;
    this.kernel = kernel;
    this.initrd = initrd;
    var counter = TimestampCounter.open();
    var files = new HostFiles(Path.of("/"));
    this.system = new LinuxKexec(files, counter, QUICK_FLAG);
    this.host = new LinuxHost(files, "/etc/machine-id", counter);
  }

  /** Does not return, unless it fails. */
  void run(boolean flip) throws IOException {
    long start = System.nanoTime();
    KernelImage image = KernelImage.parse(map(kernel));
    Staged staged = stage(image);
    GuestMain.say(
        "staged seconds %.3f rss-mib %d anonymous-mib %d",
        (System.nanoTime() - start) / 1e9, status("VmHWM") >> 10, status("RssAnon") >> 10);
    if (flip) {
      flipBit(staged.plan());
    } else if (verification == Verification.KCORE && method != LoadMethod.NORMAL) {
      requireUnchanged(staged);
    }
    Launcher launcher = launcher(image, staged);
    List<Segment> segments = new ArrayList<>(launcher.segments());
    segments.addAll(staged.segments());
    system.load(
        method == LoadMethod.QUICK ? Target.QUICK : Target.NORMAL, launcher.entry(), segments);
    launcher.wipe();
    if (method == LoadMethod.QUICK && verification == Verification.KCORE) {
      // again, since that load has written control pages to the region
      requireUnchanged(staged);
    }
    GuestMain.say("leaving by %s, %s", method.wireName(), verification.wireName());
    system.syncFilesystems();
    system.reboot();
  }

  private Staged stage(KernelImage image) throws IOException {
    MappedByteBuffer vmlinux = vmlinux(image);
    FlatKernel flat = FlatKernel.of(image, ElfKernel.parse(vmlinux));
    PlanDecision decision = plan(flat);
    if (decision instanceof PlanRefusal refusal) {
      throw new IllegalStateException(refusal.toString());
    }
    KexecPlan plan = (KexecPlan) decision;
    return method == LoadMethod.NORMAL
        ? inMemory(plan, flat)
        : inTheRegion(plan, new FlatContents(flat, drawDelta(flat), vmlinux, host));
  }

  private static KaslrDelta drawDelta(FlatKernel flat) {
    var draws = new HopSecrets.Draws();
    KaslrDelta delta = flat.drawDelta(draws);
    draws.sayWhereTheTextGoes(flat.footprint().alignment());
    return delta;
  }

  /** Makes ready what is loaded with the launcher; the exec gives the memory back. */
  private Staged inMemory(KexecPlan plan, FlatKernel flat) throws IOException {
    ByteBuffer bytes = host.allocate(flat.footprint().fileSize()).buffer();
    flat.writeTo(bytes, drawDelta(flat));
    List<Segment> segments = plan.segments(bytes.flip(), map(initrd));
    Optional<PurgatoryCheck> check =
        verification == Verification.PURGATORY
            ? Optional.of(PurgatoryCheck.of(segments))
            : Optional.empty();
    return new Staged(plan, new StagedBytes(List.of(), check), segments);
  }

  private Staged inTheRegion(KexecPlan plan, Contents flat) throws IOException {
    try (ScratchMemory window = host.allocate(SlotStager.WINDOW);
        PhysicalMemory ram = system.physicalMemory()) {
      var stager =
          new SlotStager(plan.parts(flat, Optional.of(FileContents.of(initrd))), window.buffer());
      StagedBytes bytes =
          stager.stage(verification, (segments, more) -> load(plan.entry(), segments));
      HopSecrets.keep(bytes.digests());
      stager
          .compare(ram)
          .ifPresent(
              mismatch -> {
                throw new IllegalStateException(mismatch.toString());
              });
      return new Staged(plan, bytes, List.of());
    }
  }

  private PlanDecision plan(FlatKernel flat) throws IOException {
    MemoryMap memory = host.facts().memoryMap();
    long initrdSize = Files.size(initrd);
    return method == LoadMethod.NORMAL
        ? HolePlanner.plan(memory, flat.footprint(), initrdSize, 1L << 32)
        : KexecPlanner.plan(region(memory), memory.systemRamSize(), flat.footprint(), initrdSize);
  }

  private ReservedRegion region(MemoryMap memory) {
    boolean quick = method == LoadMethod.QUICK;
    String name = quick ? "Quick kexec" : ReservedRegion.CRASH_KERNEL;
    return ReservedRegion.highestNamed(name, memory).orElseThrow().withoutControlPages(memory);
  }

  private void load(long entry, List<Segment> segments) {
    Target target = method == LoadMethod.QUICK ? Target.QUICK : Target.CRASH;
    system.unload(target);
    system.load(target, entry, segments);
    system.unload(target);
  }

  private void requireUnchanged(Staged staged) {
    try (PhysicalMemory ram = system.physicalMemory()) {
      SlotVerifier.verify(staged.bytes().digests(), ram)
          .ifPresent(
              mismatch -> {
                throw new IllegalStateException(mismatch.toString());
              });
    }
  }

  /** Loads a page of the initrd once more, with one bit wrong. */
  private void flipBit(KexecPlan plan) {
    AddressRange whole = plan.layout().initrd().orElseThrow();
    long address = AddressRange.alignDown(whole.start() + whole.size() / 2, AddressRange.PAGE_SIZE);
    ByteBuffer page = ByteBuffer.allocateDirect((int) AddressRange.PAGE_SIZE);
    try (PhysicalMemory ram = system.physicalMemory()) {
      ram.read(address, page);
    }
    page.flip();
    page.put(1234, (byte) (page.get(1234) ^ 0x10));
    var destination = AddressRange.ofSize(address, AddressRange.PAGE_SIZE);
    load(plan.entry(), List.of(new Segment(page, destination)));
    GuestMain.say("flipped a bit at 0x%x", address + 1234);
  }

  private Launcher launcher(KernelImage image, Staged staged) throws IOException {
    Handover handover = host.handover();
    BootParams told =
        BootParams.of(image)
            .withMachineOf(handover.bootParams())
            .withMemoryMap(handover.memoryMap())
            .withKaslr(true);
    BootParams bootParams =
        handover.acpiRootPointer().isPresent()
            ? told.withAcpiRootPointer(handover.acpiRootPointer().getAsLong())
            : told;
    var record =
        new LauncherRecord(
            new SetupData(TimingRecord.SETUP_DATA_TYPE, TimingRecord.ahead("lab", 0).format()),
            TimingRecord.LAUNCHER_ENTERED_OFFSET,
            TimingRecord.LAUNCHER_LEFT_OFFSET);
    return Launcher.assemble(
        staged.plan().layout(),
        staged.plan().entry(),
        bootParams,
        host.facts().identity().commandLine(),
        record,
        List.of(SetupData.seed(random)),
        Optional.empty(),
        staged.bytes().purgatoryCheck());
  }

  private MappedByteBuffer vmlinux(KernelImage image) throws IOException {
    if (image instanceof ElfKernel) {
      return map(kernel);
    }
    Path vmlinux = Path.of("/tmp/vmlinux");
    Files.deleteIfExists(vmlinux);
    PayloadDecompressor.decompress((BzImage) image, vmlinux, host);
    return map(vmlinux);
  }

  private static MappedByteBuffer map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
  }

  /** Returns a line of /proc/self/status, in KiB. */
  private static long status(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}
