package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.image.FlatKernel;
import io.fleetfoot.agent.image.KaslrDelta;
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
import io.fleetfoot.agent.kexec.PurgatoryCheck;
import io.fleetfoot.agent.kexec.ReservedRegion;
import io.fleetfoot.agent.kexec.Segment;
import io.fleetfoot.agent.kexec.SegmentDigest;
import io.fleetfoot.agent.kexec.SlotMismatch;
import io.fleetfoot.agent.kexec.SlotVerifier;
import io.fleetfoot.agent.kexec.Verification;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.preflight.Check;
import io.fleetfoot.agent.preflight.HostFacts;
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
  private final RandomGenerator random;

  /**
   * Where a method stages.
   *
   * @param region the region's name in /proc/iomem
   * @param check which check says that there is none
   * @param stage how kernel and initrd are loaded
   * @param launch how the launcher is loaded
   * @param lead how much stays free at the region's start, where the kernel takes its control pages
   *     from when it loads the launcher into a region that holds no segment it knows of
   */
  private record Room(String region, Check check, Target stage, Target launch, long lead) {}

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
    this.random = random;
  }

  /** Stages into the region of a kernel that has quick kexec. */
  static SlotLoader quick(
      String region, Host host, KexecSystem system, TrialLoad trial, RandomGenerator random) {
    var room = new Room(region, Check.QUICK_REGION, Target.QUICK, Target.QUICK, 1L << 20);
    return new SlotLoader(LoadMethod.QUICK, room, host, system, trial, random);
  }

  /** Stages into the region that {@code crashkernel=} reserves. */
  static SlotLoader reserved(
      Host host, KexecSystem system, TrialLoad trial, RandomGenerator random) {
    var room =
        new Room(
            ReservedRegion.CRASH_KERNEL, Check.RESERVED_REGION, Target.CRASH, Target.NORMAL, 0);
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
    ReservedRegion region = region(facts);
    KernelImage image = fetched.files().image();
    String commandLine = fetched.commandLine();
    RefusedException.throwIfAny(kernelRefusals(fetched, image, commandLine, region));
    unloadOthers(fetched.order().rebootId(), facts);
    FlatKernel flat = fetched.files().flat(image);
    boolean fixedText = CommandLineTemplate.has(commandLine, "nokaslr");
    KaslrDelta delta = fixedText ? KaslrDelta.NONE : flat.drawDelta(random);
    try (ScratchMemory scratch = host.allocate(flat.footprint().fileSize())) {
      flat.writeTo(scratch.buffer(), delta);
      KexecPlan plan = plan(region, facts, flat, scratch.buffer(), fetched.files().initrdBytes());
      // hashed before it is loaded: that brings the files into memory, which the load must not do
      List<SegmentDigest> digests = SlotVerifier.digest(plan.segments());
      Verification verification = fetched.order().policy().verification();
      stage(region, plan, verification, facts.bootId());
      return new StagedSlot(
          fetched.order(),
          method,
          fetched.verified(),
          fetched.files(),
          new SlotFacts(facts.bootId(), region),
          plan.layout(),
          plan.entry(),
          digests,
          verification == Verification.PURGATORY
              ? Optional.of(PurgatoryCheck.of(plan.segments()))
              : Optional.empty());
    }
  }

  private ReservedRegion region(HostFacts facts) throws RefusedException {
    return ReservedRegion.highestNamed(room.region(), facts.memoryMap())
        .orElseThrow(() -> new RefusedException(Preflight.noRegion(method, room.region())));
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
      ReservedRegion region, HostFacts facts, FlatKernel flat, ByteBuffer kernel, ByteBuffer initrd)
      throws RefusedException {
    long ram = facts.memoryMap().systemRamSize();
    PlanDecision decision =
        KexecPlanner.plan(region.withoutFirst(room.lead()), ram, flat.footprint(), kernel, initrd);
    if (decision instanceof PlanRefusal refusal) {
      throw new RefusedException(
          room.check().refuse(refusal.found(), refusal.wanted(), refusal.remedy()));
    }
    return (KexecPlan) decision;
  }

  private void stage(
      ReservedRegion region, KexecPlan plan, Verification verification, String bootId)
      throws RefusedException, IOException {
    // the bytes stay in the region; what is not loaded cannot be entered by a panic or a reboot
    trial.run(
        room.stage(), bootId, () -> loadInto(region, room.stage(), plan.entry(), plan.segments()));
    if (verification == Verification.KCORE) {
      Optional<SlotMismatch> mismatch = compare(plan.segments());
      if (mismatch.isPresent()) {
        throw new SlotDamagedException(mismatch.get());
      }
    }
  }

  /**
   * Loads into the region and nowhere else: a vendor's kernel checks no bounds, and a kernel to
   * which the flag means something else takes the load for an ordinary one.
   */
  private void loadInto(ReservedRegion region, Target target, long entry, List<Segment> segments)
      throws RefusedException {
    if (target != Target.QUICK) {
      system.load(target, entry, segments);
      return;
    }
    requireInside(region, entry, segments);
    long before = system.availableMemory();
    system.load(target, entry, segments);
    long taken = before - system.availableMemory();
    long bytes = segments.stream().mapToLong(segment -> segment.destination().size()).sum();
    if (bytes > (1L << 24) && taken > bytes / 2) {
      throw new RefusedException(
          Check.QUICK_REGION.refuse(
              "a load of %d MiB that took %d MiB of the other memory"
                  .formatted(bytes >>> 20, taken >>> 20),
              "a load straight into " + region,
              "quick.flag means something else on this kernel: correct it, or leave quick out"));
    }
  }

  private void requireInside(ReservedRegion region, long entry, List<Segment> segments)
      throws RefusedException {
    ReservedRegion now = region(host.facts());
    boolean inside = segments.stream().allMatch(s -> now.range().contains(s.destination()));
    if (!now.equals(region) || !inside || !now.range().contains(entry)) {
      throw new RefusedException(
          Check.SAME_REGION.refuse(
              now.toString(), "room for %s at 0x%x".formatted(segments, entry), "stage again"));
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
      loadInto(slot.facts().region(), room.launch(), launcher.entry(), launcher.segments());
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

  private Optional<SlotMismatch> compare(List<Segment> segments) {
    try (PhysicalMemory memory = system.physicalMemory()) {
      return SlotVerifier.compare(segments, memory);
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
