package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.image.BzImage;
import io.fleetfoot.agent.kexec.FilePlacement;
import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.Verification;
import io.fleetfoot.agent.preflight.Check;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.Preflight;
import io.fleetfoot.agent.preflight.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hands kernel and initrd to kexec_file_load(2), which checks the kernel's signature where the host
 * demands one; the running kernel's own purgatory hashes both when the host is dark.
 */
final class FileLoader implements Loader {
  private static final Pattern RELEASE = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4}).*");
  // include/uapi/asm-generic/errno-base.h
  private static final int EINVAL = 22;

  private final KexecSystem system;
  private final TrialLoad trial;
  private final LateLoad late;

  FileLoader(KexecSystem system, TrialLoad trial) {
    this.system = system;
    this.trial = trial;
    this.late = new LateLoad(LoadMethod.FILE, system, (facts, needs) -> Preflight.kernel(needs));
  }

  @Override
  public LoadMethod method() {
    return LoadMethod.FILE;
  }

  @Override
  public List<Refusal> refusals(HostFacts facts, Verification verification) {
    return late.refusals(facts, verification);
  }

  @Override
  public CheckedFiles prepare(Fetched fetched) throws RefusedException, IOException {
    if (!(late.fit(fetched) instanceof BzImage)) {
      throw new RefusedException(
          Check.KERNEL_IMAGE.refuse(
              "a vmlinux", "a bzImage, as kexec_file_load(2) takes it", "use the bzImage"));
    }
    if (!system.loaded(Target.NORMAL)) {
      // only a load tells whether the kernel accepts the signature; another's image is let be
      trial.run(Target.NORMAL, fetched.facts().bootId(), () -> tryOut(fetched));
    }
    return late.checked(fetched, fetched.files());
  }

  /** Loads to see whether it can be, without moving programs out of CMA for it where it can. */
  private void tryOut(Fetched fetched) {
    KernelFiles files = fetched.files();
    if (mayUseCma(fetched.facts().identity().kernelRelease())) {
      try {
        load(files, fetched.commandLine(), FilePlacement.OUTSIDE_CMA);
        return;
      } catch (KexecException e) {
        if (e.errno() != EINVAL) {
          throw e;
        }
        // a kernel of that release which does not know the flag after all
      }
    }
    load(files, fetched.commandLine(), FilePlacement.ANYWHERE);
  }

  /**
   * Returns whether the running kernel would load into CMA: from 6.17 on, and where it has some.
   */
  private boolean mayUseCma(String release) {
    Matcher matcher = RELEASE.matcher(release);
    if (!matcher.matches()) {
      return false;
    }
    int major = Integer.parseInt(matcher.group(1));
    int minor = Integer.parseInt(matcher.group(2));
    return (major > 6 || major == 6 && minor >= 17) && system.contiguousMemory() > 0;
  }

  private void load(KernelFiles files, String commandLine, FilePlacement placement) {
    system.loadFile(files.kernel(), files.initrd(), commandLine, placement);
  }

  @Override
  public void check(Preparation preparation, NextBoot next) throws RefusedException, IOException {
    late.check((CheckedFiles) preparation, next);
  }

  @Override
  public void load(Preparation preparation, NextBoot next) throws RefusedException, IOException {
    CheckedFiles checked = (CheckedFiles) preparation;
    checked.requireUnchanged();
    load(checked.files(), next.commandLine(), FilePlacement.ANYWHERE);
  }

  @Override
  public void callOff() {
    late.callOff();
  }
}
