package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.image.BzImage;
import io.fleetfoot.agent.image.KernelImage;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.Verification;
import io.fleetfoot.agent.preflight.Check;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.KernelNeeds;
import io.fleetfoot.agent.preflight.Preflight;
import io.fleetfoot.agent.preflight.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands kernel and initrd to kexec_file_load(2), which checks the kernel's signature where the host
 * demands one; the running kernel's own purgatory hashes both when the host is dark.
 */
final class FileLoader implements Loader {
  private final KexecSystem system;
  private final TrialLoad trial;

  FileLoader(KexecSystem system, TrialLoad trial) {
    this.system = system;
    this.trial = trial;
  }

  @Override
  public LoadMethod method() {
    return LoadMethod.FILE;
  }

  @Override
  public List<Refusal> refusals(HostFacts facts, Verification verification) {
    return Preflight.method(LoadMethod.FILE, verification, "", facts);
  }

  @Override
  public CheckedFiles prepare(Fetched fetched) throws RefusedException, IOException {
    KernelImage image = fetched.files().image();
    KernelNeeds needs = Fetched.needs(fetched.verified().manifest(), image, fetched.commandLine());
    RefusedException.throwIfAny(Preflight.kernel(needs));
    if (!(image instanceof BzImage)) {
      throw new RefusedException(
          Check.KERNEL_IMAGE.refuse(
              "a vmlinux", "a bzImage, as kexec_file_load(2) takes it", "use the bzImage"));
    }
    if (!system.loaded(Target.NORMAL)) {
      // only a load tells whether the kernel accepts the signature; another's image is let be
      KernelFiles files = fetched.files();
      trial.run(
          Target.NORMAL,
          fetched.facts().bootId(),
          () -> system.loadFile(files.kernel(), files.initrd(), fetched.commandLine()));
    }
    return new CheckedFiles(
        fetched.order(),
        LoadMethod.FILE,
        fetched.facts().bootId(),
        fetched.verified(),
        fetched.files());
  }

  @Override
  public void check(Preparation preparation, NextBoot next) throws RefusedException, IOException {
    CheckedFiles files = (CheckedFiles) preparation;
    List<Refusal> refusals =
        new ArrayList<>(refusals(next.facts(), files.order().policy().verification()));
    KernelNeeds needs =
        Fetched.needs(files.verified().manifest(), files.files().image(), next.commandLine());
    refusals.addAll(Preflight.kernel(needs));
    RefusedException.throwIfAny(refusals.stream().distinct().toList());
  }

  @Override
  public void load(Preparation preparation, NextBoot next) throws RefusedException, IOException {
    CheckedFiles checked = (CheckedFiles) preparation;
    checked.requireUnchanged();
    system.loadFile(checked.files().kernel(), checked.files().initrd(), next.commandLine());
  }

  @Override
  public void callOff() {
    if (system.loaded(Target.NORMAL)) {
      system.unload(Target.NORMAL);
    }
  }
}
