package io.fleetfoot.service.reboot;

import io.fleetfoot.service.reboot.RebootDecision.Standing;
import io.fleetfoot.service.reboot.RebootEvent.Booted;

/**
 * Judges a boot: it is the wanted one if the boot_id changed, the wanted release runs, and the exec
 * id is on the command line. A boot loader knows no exec id: after a reboot by firmware, the one in
 * the agent's journal counts as well. In a plain reboot, any release is wanted.
 */
final class BootProof {

  private BootProof() {}

  static RebootDecision judge(Reboot reboot, Booted event) {
    if (event.bootId().equals(reboot.evidence().fromBootId())) {
      return end(reboot, event, RebootState.DID_NOT_REBOOT, "boot_id is still " + event.bootId());
    }
    if (isOurs(reboot, event) && isWanted(reboot, event)) {
      Reboot up = reboot.on(reboot.terms().cameUpAs(event.release()));
      return RebootDecision.move(
          up.in(RebootState.PROVING, up.evidence().booted(event.bootId(), true), null),
          Standing.AS_IT_IS);
    }
    return miss(reboot, event);
  }

  /** The host booted once more after its proven boot. */
  static RebootDecision bootedAgain(Reboot reboot, Booted event) {
    return reboot.terms().isPlainReboot()
            || (isWanted(reboot, event) && !event.release().equals(reboot.evidence().fromRelease()))
        ? end(reboot, event, RebootState.FAILED, "the host booted again in its soak")
        : miss(reboot, event);
  }

  private static RebootDecision miss(Reboot reboot, Booted event) {
    if (reboot.terms().isPlainReboot()) {
      return end(
          reboot,
          event,
          RebootState.FAILED,
          "%s runs in a new boot, but the agent's journal does not hold exec id %s"
              .formatted(event.release(), reboot.evidence().execId()));
    }
    String found = "%s runs, %s is wanted".formatted(event.release(), reboot.terms().toRelease());
    if (isOurs(reboot, event)) {
      return end(reboot, event, RebootState.WRONG_KERNEL, found);
    }
    return end(
        reboot,
        event,
        event.release().equals(reboot.evidence().fromRelease())
            ? RebootState.ROLLED_BACK
            : RebootState.WRONG_KERNEL,
        found + ", without the exec id on its command line");
  }

  private static boolean isWanted(Reboot reboot, Booted event) {
    return reboot.terms().isPlainReboot() || event.release().equals(reboot.terms().toRelease());
  }

  private static boolean isOurs(Reboot reboot, Booted event) {
    ExecId execId = reboot.evidence().execId();
    return execId != null
        && (execId.isOn(event.commandLine())
            || (isByFirmware(reboot) && execId.equals(event.execId())));
  }

  private static boolean isByFirmware(Reboot reboot) {
    return LoadMethod.FIRMWARE.wireName().equals(reboot.evidence().method());
  }

  private static RebootDecision end(Reboot reboot, Booted event, RebootState state, String reason) {
    return RebootDecision.move(
        reboot.in(state, reboot.evidence().booted(event.bootId(), false), reason), Standing.UP);
  }
}
