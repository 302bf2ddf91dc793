package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.BlobCache;
import io.fleetfoot.agent.client.KernelImageOffer;
import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.client.WrongDigestException;
import io.fleetfoot.agent.image.BzImage;
import io.fleetfoot.agent.image.ElfKernel;
import io.fleetfoot.agent.image.FlatKernel;
import io.fleetfoot.agent.image.KaslrDelta;
import io.fleetfoot.agent.image.KernelImage;
import io.fleetfoot.agent.image.MalformedImageException;
import io.fleetfoot.agent.image.PayloadDecompressor;
import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.KexecPlan;
import io.fleetfoot.agent.kexec.KexecPlanner;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.PhysicalMemory;
import io.fleetfoot.agent.kexec.PlanDecision;
import io.fleetfoot.agent.kexec.PlanRefusal;
import io.fleetfoot.agent.kexec.ReservedRegion;
import io.fleetfoot.agent.kexec.Segment;
import io.fleetfoot.agent.kexec.SegmentDigest;
import io.fleetfoot.agent.kexec.SlotMismatch;
import io.fleetfoot.agent.kexec.SlotVerifier;
import io.fleetfoot.agent.manifest.Blob;
import io.fleetfoot.agent.manifest.Manifest;
import io.fleetfoot.agent.manifest.VerifiedManifest;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.preflight.Check;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.KernelNeeds;
import io.fleetfoot.agent.preflight.Preflight;
import io.fleetfoot.agent.preflight.SlotFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Brings a kernel image into the slot and proves that it is there; leaves nothing loaded. */
final class Stager {
  private static final System.Logger LOG = System.getLogger(Stager.class.getName());

  private final Host host;
  private final KexecSystem system;
  private final Gatekeeper gatekeeper;
  private final BlobCache cache;
  private final RandomGenerator random;

  Stager(
      Host host,
      KexecSystem system,
      Gatekeeper gatekeeper,
      BlobCache cache,
      RandomGenerator random) {
    this.host = host;
    this.system = system;
    this.gatekeeper = gatekeeper;
    this.cache = cache;
    this.random = random;
  }

  /**
   * Verifies, fetches and stages, ending the phases {@code fetch} and {@code stage}.
   *
   * @throws RefusedException if host or image are not fit
   * @throws ServiceException if the image cannot be fetched now
   * @throws KexecException if the kernel did not take it; nothing is loaded
   */
  StagedSlot stage(String rebootId, KernelImageOffer offer, PhaseTimer timer)
      throws RefusedException, ServiceException, IOException {
    HostFacts facts = host.facts();
    RefusedException.throwIfAny(Preflight.host(facts));
    VerifiedManifest verified = gatekeeper.verify(offer, facts);
    Manifest manifest = verified.manifest();
    Path kernel = fetch(manifest.kernel());
    Path initrd = fetch(manifest.initrd());
    cache.keepOnly(Set.of(manifest.kernel().sha256(), manifest.initrd().sha256()));
    timer.end("fetch");
    if (facts.kexec().crashLoaded()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "reboot {0}: unloading the crash image (kdump); a panic before the reboot gives no dump",
          rebootId);
    }
    LOG.log(System.Logger.Level.INFO, "reboot {0}: {1}", rebootId, verified);
    Staging staging = stage(manifest, facts, kernel, initrd);
    var slot =
        new StagedSlot(
            rebootId,
            offer,
            verified,
            kernel,
            new SlotFacts(facts.bootId(), staging.plan().region().range()),
            staging.plan().layout(),
            staging.plan().entry(),
            staging.digests());
    timer.end("stage");
    return slot;
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
    system.load(Target.CRASH, slot.entry(), List.of(new Segment(page, destination)));
    system.unload(Target.CRASH);
  }

  private Path fetch(Blob blob) throws RefusedException, ServiceException, IOException {
    try {
      return cache.fetch(blob);
    } catch (WrongDigestException e) {
      throw unfit(e, "the bytes of that digest", "register the kernel image anew");
    } catch (ServiceException e) {
      if (e.reason() == ServiceException.Reason.NOT_FOUND) {
        throw unfit(e, "a blob the service has", "register the kernel image anew");
      }
      throw e;
    }
  }

  private record Staging(KexecPlan plan, List<SegmentDigest> digests) {}

  private Staging stage(Manifest manifest, HostFacts facts, Path kernel, Path initrd)
      throws RefusedException, IOException {
    try {
      KernelImage image = KernelImage.parse(map(kernel));
      String commandLine = expanded(manifest, facts);
      RefusedException.throwIfAny(Preflight.kernel(facts, needs(manifest, image, commandLine)));
      FlatKernel flat = FlatKernel.of(image, unpacked(manifest, image));
      boolean fixedText = CommandLineTemplate.has(commandLine, "nokaslr");
      KaslrDelta delta = fixedText ? KaslrDelta.NONE : flat.drawDelta(random);
      try (ScratchMemory scratch = host.allocate(flat.footprint().fileSize())) {
        flat.writeTo(scratch.buffer(), delta);
        KexecPlan plan = plan(facts, flat, scratch.buffer(), map(initrd));
        load(plan);
        return new Staging(plan, SlotVerifier.digest(plan.segments()));
      }
    } catch (MalformedImageException e) {
      throw unfit(e, "a kernel this agent can unpack", "use a distribution's bzImage");
    }
  }

  private static String expanded(Manifest manifest, HostFacts facts) {
    // the longest exec id there is, so that what fits now fits at execution
    return CommandLineTemplate.expand(
        manifest.commandLine(), facts.identity().commandLine(), "x".repeat(32));
  }

  static KernelNeeds needs(Manifest manifest, KernelImage image, String commandLine) {
    return new KernelNeeds(
        manifest.release(),
        image.release(),
        manifest.architecture(),
        commandLine,
        image.commandLineSize(),
        image.supportsFiveLevelPaging(),
        image.canBeLoadedAbove4Gib());
  }

  private ElfKernel unpacked(Manifest manifest, KernelImage image) throws IOException {
    if (image instanceof ElfKernel kernel) {
      return kernel;
    }
    Path vmlinux = cache.derived(manifest.kernel(), "vmlinux");
    if (!Files.exists(vmlinux)) {
      PayloadDecompressor.decompress((BzImage) image, vmlinux);
    }
    return ElfKernel.parse(map(vmlinux));
  }

  private static KexecPlan plan(
      HostFacts facts, FlatKernel flat, ByteBuffer kernel, ByteBuffer initrd)
      throws RefusedException {
    ReservedRegion region =
        ReservedRegion.highestNamed(ReservedRegion.CRASH_KERNEL, facts.memoryMap()).orElseThrow();
    long ram = facts.memoryMap().systemRamSize();
    PlanDecision decision = KexecPlanner.plan(region, ram, flat.footprint(), kernel, initrd);
    if (decision instanceof PlanRefusal refusal) {
      throw new RefusedException(
          Check.RESERVED_REGION.refuse(refusal.found(), refusal.wanted(), refusal.remedy()));
    }
    return (KexecPlan) decision;
  }

  private void load(KexecPlan plan) {
    system.unload(Target.CRASH);
    try {
      system.load(Target.CRASH, plan.entry(), plan.segments());
    } finally {
      // the bytes stay in the region; what is not loaded cannot be entered by a panic
      system.unload(Target.CRASH);
    }
    Optional<SlotMismatch> mismatch;
    try (PhysicalMemory memory = system.physicalMemory()) {
      mismatch = SlotVerifier.compare(plan.segments(), memory);
    }
    if (mismatch.isPresent()) {
      throw new SlotDamagedException(mismatch.get());
    }
  }

  static ByteBuffer map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new MalformedImageException(
            Integer.MAX_VALUE,
            "the file has %d bytes, expected less than 2 GiB".formatted(channel.size()));
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
  }

  private static RefusedException unfit(Exception found, String wanted, String remedy) {
    String what = String.valueOf(found.getMessage());
    return new RefusedException(Check.KERNEL_IMAGE.refuse(what, wanted, remedy));
  }
}
