package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.image.KernelImage;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.Verification;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.KernelNeeds;
import io.fleetfoot.agent.preflight.Preflight;
import io.fleetfoot.agent.preflight.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the methods have in common that load from the disk just before the reboot. */
final class LateLoad {

  /** Says what speaks against a kernel on this host, by one method. */
  @FunctionalInterface
  interface Judge {

    /** Returns it, nothing where the kernel is fit. */
    List<Refusal> refusals(HostFacts facts, KernelNeeds needs);
  }

  private final LoadMethod method;
  private final KexecSystem system;
  private final Judge judge;

  LateLoad(LoadMethod method, KexecSystem system, Judge judge) {
    this.method = method;
    this.system = system;
    this.judge = judge;
  }

  /** Returns what speaks against the method on this host, whatever the kernel. */
  List<Refusal> refusals(HostFacts facts, Verification verification) {
    return Preflight.method(method, verification, "", facts);
  }

  /** Returns the fetched kernel if it is fit for this host. */
  KernelImage fit(Fetched fetched) throws RefusedException, IOException {
    KernelImage image = fetched.files().image();
    KernelNeeds needs = Fetched.needs(fetched.verified().manifest(), image, fetched.commandLine());
    RefusedException.throwIfAny(judge.refusals(fetched.facts(), needs));
    return image;
  }

  /** Returns what is kept of it until the reboot. */
  CheckedFiles checked(Fetched fetched, KernelFiles files) {
    return new CheckedFiles(
        fetched.order(), method, fetched.facts().bootId(), fetched.verified(), files);
  }

  /** Looks at host and kernel once more, just before the reboot. */
  void check(CheckedFiles files, NextBoot next) throws RefusedException, IOException {
    List<Refusal> refusals =
        new ArrayList<>(refusals(next.facts(), files.order().policy().verification()));
    KernelNeeds needs =
        Fetched.needs(files.verified().manifest(), files.files().image(), next.commandLine());
    refusals.addAll(judge.refusals(next.facts(), needs));
    RefusedException.throwIfAny(refusals.stream().distinct().toList());
  }

  /** Unloads what {@code reboot(2)} would jump into. */
  void callOff() {
    if (system.loaded(Target.NORMAL)) {
      system.unload(Target.NORMAL);
    }
  }
}
