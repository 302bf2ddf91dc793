package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.reboot.LoadMethod;
import io.fleetfoot.service.reboot.LoadPolicy;
import io.fleetfoot.service.reboot.Verification;
import io.fleetfoot.service.rollout.Rollback;
import io.fleetfoot.service.rollout.RolloutSpec;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words for how hosts may get into the next kernel; a plain reboot has but one way. */
final class LoadFields {

  static final Field<RolloutSpec, List<LoadMethod>> METHODS =
      Field.of(
              "methods",
              FieldTypes.list(
                  FieldTypes.choice(LoadMethod.values(), LoadMethod::wireName),
                  1,
                  LoadMethod.values().length),
              (RolloutSpec spec) -> spec.load().methods())
          .says(
              "The load methods that hosts may choose from; each takes the first of `quick`, `reserved`, `file`, `normal`, `firmware` that it has. The first four when absent; `firmware` alone, without a kernel image, is a plain reboot.")
          .like(List.of("quick", "reserved"));

  static final Field<RolloutSpec, Verification> VERIFICATION =
      Field.of(
              "verification",
              FieldTypes.choice(Verification.values(), Verification::wireName),
              LoadFields::verification)
          .says(
              "Where the staged bytes are checked once more before they run; `kcore` when absent. Not without a kernel image, for then nothing is staged.")
          .like("kcore");

  private LoadFields() {}

  private static @Nullable Verification verification(RolloutSpec spec) {
    return spec.isPlainReboot() ? null : spec.load().verification();
  }

  /** Requires that no method is there twice. */
  static void requireEachOnce(Parsed parsed) {
    Set<LoadMethod> known = EnumSet.noneOf(LoadMethod.class);
    List<LoadMethod> methods = parsed.find(METHODS).orElse(List.of());
    for (int i = 0; i < methods.size(); i++) {
      if (!known.add(methods.get(i))) {
        parsed
            .place(METHODS)
            .item(i)
            .fault(methods.get(i).wireName(), "one that no item before it has");
      }
    }
  }

  /**
   * Requires that a rollout without a kernel image says that it is a plain reboot, for a forgotten
   * image must reboot nobody, and that it asks for nothing that needs one.
   */
  static void requireFirmware(Parsed parsed, Field<?, ?> kernelImage) {
    if (!parsed.has(METHODS)) {
      parsed.fault(
          kernelImage,
          "is missing; wanted a kernel image, or methods [firmware] for a plain reboot");
    }
    Optional<List<LoadMethod>> methods = parsed.find(METHODS);
    if (methods.isPresent() && !methods.get().equals(List.of(LoadMethod.FIRMWARE))) {
      parsed.fault(
          METHODS,
          "found %s without kernelImage, wanted [firmware]: a plain reboot goes through the firmware"
              .formatted(methods.get().stream().map(LoadMethod::wireName).toList()));
    }
    if (parsed.has(VERIFICATION)) {
      parsed.fault(
          VERIFICATION,
          "found without kernelImage, wanted nothing: a plain reboot stages nothing that could be checked");
    }
    if (parsed.find(PolicyFields.ROLLBACK).filter(Rollback.ON_STOP::equals).isPresent()) {
      parsed.fault(
          PolicyFields.ROLLBACK,
          "found on-stop without kernelImage, wanted never: a plain reboot changes no kernel that a host could go back from");
    }
  }

  /** Returns the policy of fields that were read without a fault. */
  static LoadPolicy policy(Parsed parsed, boolean plainReboot) {
    LoadPolicy usual = plainReboot ? LoadPolicy.plainReboot() : LoadPolicy.standard();
    return new LoadPolicy(
        parsed.find(METHODS).orElse(usual.methods()),
        parsed.find(VERIFICATION).orElse(usual.verification()));
  }
}
