package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.image.KaslrDelta;
import io.fleetfoot.agent.image.KernelFootprint;
import io.fleetfoot.agent.image.KernelImage;
import io.fleetfoot.agent.kexec.KexecPlan;
import io.fleetfoot.agent.kexec.KexecPlanner;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.Launcher;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.PhysicalMemory;
import io.fleetfoot.agent.kexec.PlanDecision;
import io.fleetfoot.agent.kexec.PlanRefusal;
import io.fleetfoot.agent.kexec.ReservedRegion;
import io.fleetfoot.agent.kexec.Segment;
import io.fleetfoot.agent.kexec.SlotMismatch;
import io.fleetfoot.agent.kexec.SlotStager;
import io.fleetfoot.agent.kexec.SlotVerifier;
import io.fleetfoot.agent.kexec.StagedBytes;
import io.fleetfoot.agent.kexec.StagedPart;
import io.fleetfoot.agent.kexec.Verification;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.memory.MemoryMap;
import io.fleetfoot.agent.preflight.Check;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.KexecFacts;
import io.fleetfoot.agent.preflight.Preflight;
import io.fleetfoot.agent.preflight.Refusal;
import io.fleetfoot.agent.preflight.SlotFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Stages kernel and initrd into a reserved region long before the reboot, and loads the launcher
 * into the same region just before it: {@code quick} and {@code reserved}.
 */
final class SlotLoader implements Loader {
  private static final System.Logger LOG = System.getLogger(SlotLoader.class.getName());

  private final LoadMethod method;
  private final Room room;
  private final Host host;
  private final KexecSystem system;
  private final TrialLoad trial;
  private final RegionLoad load;
  private final RandomGenerator random;

  /**
   * Where a method stages.
   *
   * @param region the region's name in /proc/iomem
   * @param check which check says that there is none
   * @param stage how kernel and initrd are loaded
   * @param launch how the launcher is loaded
   */
  private record Room(String region, Check check, Target stage, Target launch) {}

  private SlotLoader(
      LoadMethod method,
      Room room,
      Host host,
      KexecSystem system,
      TrialLoad trial,
      RandomGenerator random) {
    this.method = method;
    this.room = room;
    this.host = host;
    this.system = system;
    this.trial = trial;
    this.load = new RegionLoad(method, room.region(), host, system);
    this.random = random;
  }

  /** Stages into the region of a kernel that has quick kexec. */
  static SlotLoader quick(
      String region, Host host, KexecSystem system, TrialLoad trial, RandomGenerator random) {
    var room = new Room(region, Check.QUICK_REGION, Target.QUICK, Target.QUICK);
    return new SlotLoader(LoadMethod.QUICK, room, host, system, trial, random);
  }

  /** Stages into the region that {@code crashkernel=} reserves. */
  static SlotLoader reserved(
      Host host, KexecSystem system, TrialLoad trial, RandomGenerator random) {
    var room =
        new Room(ReservedRegion.CRASH_KERNEL, Check.RESERVED_REGION, Target.CRASH, Target.NORMAL);
    return new SlotLoader(LoadMethod.RESERVED, room, host, system, trial, random);
  }

  @Override
  public LoadMethod method() {
    return method;
  }

  @Override
  public List<Refusal> refusals(HostFacts facts, Verification verification) {
    return Preflight.method(method, verification, room.region(), facts);
  }

  @Override
  public StagedSlot prepare(Fetched fetched) throws RefusedException, IOException {
    HostFacts facts = fetched.facts();
    ReservedRegion region = load.region(facts);
    KernelImage image = fetched.files().image();
    String commandLine = fetched.commandLine();
    RefusedException.throwIfAny(kernelRefusals(fetched, image, commandLine, region));
    unloadOthers(fetched.order().rebootId(), facts);
    MappedKernel kernel = fetched.files().flat(image, host);
    boolean fixedText = CommandLineTemplate.has(commandLine, "nokaslr");
    KaslrDelta delta = fixedText ? KaslrDelta.NONE : kernel.flat().drawDelta(random);
    Optional<FileContents> initrd = fetched.files().initrdContents();
    long initrdSize = initrd.map(FileContents::size).orElse(0L);
    KexecPlan plan = plan(region, facts, kernel.flat().footprint(), initrdSize);
    List<StagedPart> parts =
        plan.parts(new FlatContents(kernel.flat(), delta, kernel.file(), host), initrd);
    try (ScratchMemory window = host.allocate(windowSize(facts.kexec(), parts))) {
      Verification verification = fetched.order().policy().verification();
      var stager = new SlotStager(parts, window.buffer());
      StagedBytes staged = stage(region, plan, stager, verification, facts.bootId());
      return new StagedSlot(
          fetched.order(),
          method,
          fetched.verified(),
          fetched.files(),
          new SlotFacts(facts.bootId(), region),
          plan.layout(),
          plan.entry(),
          staged.digests(),
          staged.purgatoryCheck());
    }
  }

  /** Returns a small window, but where the kernel counts its loads one for all. */
  private static long windowSize(KexecFacts kexec, List<StagedPart> parts) {
    boolean counted = kexec.loadLimitPanic().isPresent() || kexec.loadLimitReboot().isPresent();
    long whole = SlotStager.oneLoad(parts);
    return counted ? whole : Math.min(SlotStager.WINDOW, whole);
  }

  private List<Refusal> kernelRefusals(
      Fetched fetched, KernelImage image, String commandLine, ReservedRegion region) {
    return Preflight.kernel(
        fetched.facts(),
        Fetched.needs(fetched.verified().manifest(), image, commandLine),
        Optional.of(region.range()));
  }

  private void unloadOthers(String rebootId, HostFacts facts) {
    if (room.stage() == Target.CRASH && facts.kexec().crashLoaded()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "reboot {0}: unloading the crash image (kdump); a panic before the reboot gives no dump",
          rebootId);
    }
    // a kernel without quick kexec refuses even this, and nothing more is tried
    system.unload(room.stage());
  }

  private KexecPlan plan(
      ReservedRegion region, HostFacts facts, KernelFootprint footprint, long initrdSize)
      throws RefusedException {
    MemoryMap memory = facts.memoryMap();
    PlanDecision decision =
        KexecPlanner.plan(
            region.withoutControlPages(memory), memory.systemRamSize(), footprint, initrdSize);
    if (decision instanceof PlanRefusal refusal) {
      throw new RefusedException(
          room.check().refuse(refusal.found(), refusal.wanted(), refusal.remedy()));
    }
    return (KexecPlan) decision;
  }

  private StagedBytes stage(
      ReservedRegion region,
      KexecPlan plan,
      SlotStager stager,
      Verification verification,
      String bootId)
      throws RefusedException, IOException {
    StagedBytes staged =
        trial.call(
            room.stage(),
            bootId,
            () ->
                stager.<RefusedException>stage(
                    verification,
                    (segments, more) -> stageSome(region, plan.entry(), segments, more)));
    if (verification == Verification.KCORE) {
      Optional<SlotMismatch> mismatch = compare(stager);
      if (mismatch.isPresent()) {
        throw new SlotDamagedException(mismatch.get());
      }
    }
    return staged;
  }

  // the bytes stay in the region; what is not loaded cannot be entered by a panic or a reboot
  private void stageSome(ReservedRegion region, long entry, List<Segment> segments, boolean more)
      throws RefusedException {
    load.into(region, room.stage(), entry, segments);
    if (more) {
      system.unload(room.stage());
    }
  }

  @Override
  public void check(Preparation preparation, NextBoot next) throws RefusedException, IOException {
    StagedSlot slot = (StagedSlot) preparation;
    List<Refusal> refusals =
        new ArrayList<>(refusals(next.facts(), slot.order().policy().verification()));
    refusals.addAll(
        Preflight.kernel(
            next.facts(),
            Fetched.needs(slot.verified().manifest(), slot.files().image(), next.commandLine()),
            Optional.of(slot.facts().region().range())));
    refusals.addAll(Preflight.unchanged(next.facts(), slot.facts()));
    RefusedException.throwIfAny(refusals.stream().distinct().toList());
  }

  @Override
  public void load(Preparation preparation, NextBoot next) throws RefusedException, IOException {
    StagedSlot slot = (StagedSlot) preparation;
    boolean readBack = slot.order().policy().verification() == Verification.KCORE;
    boolean loadsBesideIt = room.launch() == Target.QUICK;
    if (readBack && !loadsBesideIt) {
      verify(slot, List.of());
    }
    Launcher launcher =
        new LauncherMaker(host, random)
            .make(slot.layout(), slot.entry(), slot.files().image(), next, slot.purgatoryCheck());
    try {
      if (loadsBesideIt) {
        system.unload(room.launch());
      }
      load.into(slot.facts().region(), room.launch(), launcher.entry(), launcher.segments());
      if (readBack && loadsBesideIt) {
        // now, since that load has written to the region: the launcher, and what the kernel keeps
        verify(slot, launcher.segments());
      }
    } finally {
      launcher.wipe();
    }
  }

  private void verify(StagedSlot slot, List<Segment> launcher) throws RefusedException {
    Optional<SlotMismatch> mismatch;
    try (PhysicalMemory memory = system.physicalMemory()) {
      mismatch =
          SlotVerifier.verify(slot.digests(), memory)
              .or(() -> SlotVerifier.compare(launcher, memory));
    }
    if (mismatch.isPresent()) {
      throw new RefusedException(
          Check.SLOT.refuse(
              mismatch.get().toString(),
              "the bytes that were staged and read back",
              "find out what wrote to the reserved region (kdump?), then stage again"));
    }
  }

  private Optional<SlotMismatch> compare(SlotStager stager) throws IOException {
    try (PhysicalMemory memory = system.physicalMemory()) {
      return stager.compare(memory);
    }
  }

  @Override
  public void callOff() {
    if (system.loaded(room.launch())) {
      system.unload(room.launch());
    }
  }

  /**
   * Stages what is already fetched once more, with one bit of the kernel wrong: for the lab, to
   * show that verification finds it.
   */
  void corrupt(StagedSlot slot) {
    long address = slot.layout().kernel().start();
    ByteBuffer page = ByteBuffer.allocateDirect((int) AddressRange.PAGE_SIZE);
    try (PhysicalMemory memory = system.physicalMemory()) {
      memory.read(address, page);
    }
    page.flip();
    page.put(0, (byte) (page.get(0) ^ 1));
    var destination = AddressRange.ofSize(address, AddressRange.PAGE_SIZE);
    system.load(room.stage(), slot.entry(), List.of(new Segment(page, destination)));
    system.unload(room.stage());
  }
}
