package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.image.FlatKernel;
import io.fleetfoot.agent.image.KaslrDelta;
import io.fleetfoot.agent.image.KernelImage;
import io.fleetfoot.agent.kexec.HolePlanner;
import io.fleetfoot.agent.kexec.KexecPlan;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.Launcher;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.PlanDecision;
import io.fleetfoot.agent.kexec.PlanRefusal;
import io.fleetfoot.agent.kexec.PurgatoryCheck;
import io.fleetfoot.agent.kexec.Segment;
import io.fleetfoot.agent.kexec.Verification;
import io.fleetfoot.agent.preflight.Check;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.Preflight;
import io.fleetfoot.agent.preflight.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Loads kernel, initrd and launcher together just before the reboot, into memory that the running
 * kernel uses: it copies them to where they belong when it is down.
 */
final class NormalLoader implements Loader {
  private final Host host;
  private final KexecSystem system;
  private final RandomGenerator random;
  private final LateLoad late;

  NormalLoader(Host host, KexecSystem system, RandomGenerator random) {
    this.host = host;
    this.system = system;
    this.random = random;
    this.late =
        new LateLoad(
            LoadMethod.NORMAL,
            system,
            (facts, needs) -> Preflight.kernel(facts, needs, Optional.empty()));
  }

  @Override
  public LoadMethod method() {
    return LoadMethod.NORMAL;
  }

  @Override
  public List<Refusal> refusals(HostFacts facts, Verification verification) {
    return late.refusals(facts, verification);
  }

  @Override
  public CheckedFiles prepare(Fetched fetched) throws RefusedException, IOException {
    KernelImage image = late.fit(fetched);
    FlatKernel flat = fetched.files().flat(image, host).flat();
    long initrd = fetched.files().initrdSize();
    requirePlace(
        HolePlanner.refusal(fetched.facts().memoryMap(), flat.footprint(), initrd, limit(image)));
    requireMemory(flat.footprint().fileSize() + initrd);
    if (!system.loaded(Target.NORMAL)) {
      // an unload that unloads nothing: whether this kernel lets the agent load at all
      system.unload(Target.NORMAL);
    }
    return late.checked(fetched, fetched.files().digested());
  }

  private static long limit(KernelImage image) {
    return image.canBeLoadedAbove4Gib() ? -1 : 1L << 32;
  }

  private static void requirePlace(Optional<PlanRefusal> refusal) throws RefusedException {
    if (refusal.isPresent()) {
      throw new RefusedException(
          Check.MEMORY.refuse(
              refusal.get().found(), refusal.get().wanted(), refusal.get().remedy()));
    }
  }

  // the flat kernel is in the agent's memory while the kernel copies it: twice for a moment
  private void requireMemory(long bytes) throws RefusedException {
    long available = system.availableMemory();
    if (available < 2 * bytes) {
      throw new RefusedException(
          Check.MEMORY.refuse(
              "%d MiB of memory that programs could get".formatted(available >>> 20),
              "%d MiB, twice what is loaded".formatted((2 * bytes) >>> 20),
              "reserve a region with fleetfoot-agent reserve, or drain the host first"));
    }
  }

  @Override
  public void check(Preparation preparation, NextBoot next) throws RefusedException, IOException {
    late.check((CheckedFiles) preparation, next);
  }

  @Override
  public void load(Preparation preparation, NextBoot next) throws RefusedException, IOException {
    CheckedFiles checked = (CheckedFiles) preparation;
    checked.requireUnchanged();
    KernelImage image = checked.files().image();
    MappedKernel kernel = checked.files().flat(image, host);
    FlatKernel flat = kernel.flat();
    ByteBuffer initrd = checked.files().initrdBytes();
    KaslrDelta delta =
        CommandLineTemplate.has(next.commandLine(), "nokaslr")
            ? KaslrDelta.NONE
            : flat.drawDelta(random);
    try (ScratchMemory scratch = host.allocate(flat.footprint().fileSize())) {
      flat.writeTo(scratch.buffer(), delta);
      host.letGo(kernel.file());
      KexecPlan plan = plan(next.facts(), image, flat, initrd.remaining());
      List<Segment> segments = new ArrayList<>(plan.segments(scratch.buffer(), initrd));
      Launcher launcher =
          new LauncherMaker(host, random)
              .make(plan.layout(), plan.entry(), image, next, purgatoryCheck(checked, segments));
      segments.addAll(launcher.segments());
      try {
        system.load(Target.NORMAL, launcher.entry(), segments);
      } finally {
        launcher.wipe();
      }
    }
  }

  private static Optional<PurgatoryCheck> purgatoryCheck(
      CheckedFiles checked, List<Segment> segments) {
    return checked.order().policy().verification() == Verification.PURGATORY
        ? Optional.of(PurgatoryCheck.of(segments))
        : Optional.empty();
  }

  private static KexecPlan plan(
      HostFacts facts, KernelImage image, FlatKernel flat, long initrdSize)
      throws RefusedException {
    PlanDecision decision =
        HolePlanner.plan(facts.memoryMap(), flat.footprint(), initrdSize, limit(image));
    if (decision instanceof PlanRefusal refusal) {
      requirePlace(Optional.of(refusal));
    }
    return (KexecPlan) decision;
  }

  @Override
  public void callOff() {
    late.callOff();
  }
}
