package io.fleetfoot.service.kubernetes;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.kubernetes.KernelRolloutSpec.Drain;
import io.fleetfoot.service.kubernetes.KernelRolloutSpec.Selector;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.rollout.FailureBudget;
import io.fleetfoot.service.rollout.RolloutSpec;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a KernelRollout asks for. It judges all that the CRD's schema and CEL rules judge, for
 * an API server may be too old for them.
 */
final class SpecReader {

  private static final HostAmount ALL = HostAmount.percent(100);
  private static final int POD_DECIDES = -1;

  private final Duration usualBootDeadline;

  SpecReader(Duration usualBootDeadline) {
    this.usualBootDeadline = usualBootDeadline;
  }

  /**
   * Returns the rollout that is asked for; it chooses nodes only.
   *
   * @throws InvalidSpecException if it asks for what cannot be
   */
  RolloutSpec read(String name, KernelRolloutSpec spec, KernelImageId image) {
    return new RolloutSpec(
        name,
        image,
        selector(spec.selector()),
        waves(spec.waves()),
        new DisruptionBudget(
            spec.maxUnavailable() == null
                ? HostAmount.hosts(1)
                : amount("spec.maxUnavailable", spec.maxUnavailable())),
        at(
            "spec.failureBudget",
            () -> new FailureBudget(requireNonNullElse(spec.failureBudget(), 0))),
        duration("spec.soak", spec.soak(), Duration.ZERO),
        positive(
            "spec.bootDeadline",
            duration("spec.bootDeadline", spec.bootDeadline(), usualBootDeadline)),
        drain(spec.drain()));
  }

  private static DrainPolicy drain(@Nullable Drain drain) {
    if (drain == null) {
      return DrainPolicy.full();
    }
    DrainPolicy.Mode mode = mode(drain.mode());
    if (mode == DrainPolicy.Mode.NONE && drain.podSelector() != null) {
      throw new InvalidSpecException(
          "spec.drain.podSelector", "it has no meaning with mode none, which evicts nothing");
    }
    int grace = requireNonNullElse(drain.gracePeriodSeconds(), POD_DECIDES);
    return at(
        "spec.drain",
        () ->
            new DrainPolicy(
                mode,
                requireNonNullElse(drain.ignoreDaemonSets(), true),
                requireNonNullElse(drain.deleteEmptyDirData(), false),
                requireNonNullElse(drain.force(), false),
                grace == POD_DECIDES ? null : grace,
                duration("spec.drain.timeout", drain.timeout(), DrainPolicy.DEFAULT_TIMEOUT),
                requireNonNullElse(drain.skipWaitForDeleteTimeoutSeconds(), 0),
                drain.podSelector()));
  }

  private static DrainPolicy.Mode mode(@Nullable String mode) {
    return switch (requireNonNullElse(mode, "full")) {
      case "full" -> DrainPolicy.Mode.FULL;
      case "none" -> DrainPolicy.Mode.NONE;
      default ->
          throw new InvalidSpecException(
              "spec.drain.mode", "\"%s\" is neither full nor none".formatted(mode));
    };
  }

  private static HostSelector selector(@Nullable Selector selector) {
    Map<String, String> labels = new HashMap<>();
    if (selector != null && selector.matchLabels() != null) {
      labels.putAll(selector.matchLabels());
    }
    if (labels.containsKey(NodeLabels.IS_NODE)) {
      throw new InvalidSpecException(
          "spec.selector.matchLabels",
          NodeLabels.IS_NODE + " is the controller's own label and is always matched");
    }
    labels.put(NodeLabels.IS_NODE, "true");
    return new HostSelector(labels);
  }

  private static List<HostAmount> waves(@Nullable List<IntOrString> waves) {
    if (waves == null) {
      return List.of(ALL);
    }
    if (waves.isEmpty()) {
      throw new InvalidSpecException("spec.waves", "at least one wave is needed");
    }
    List<HostAmount> amounts = new ArrayList<>();
    for (int i = 0; i < waves.size(); i++) {
      HostAmount amount = amount("spec.waves[%d]".formatted(i), waves.get(i));
      if (amount.equals(ALL) && i < waves.size() - 1) {
        throw new InvalidSpecException(
            "spec.waves", "100% is all the rest: only the last wave can be it");
      }
      amounts.add(amount);
    }
    return amounts;
  }

  private static HostAmount amount(String path, IntOrString value) {
    Integer count = value.getIntVal();
    return at(
        path, () -> count != null ? HostAmount.hosts(count) : HostAmount.parse(value.getStrVal()));
  }

  private static Duration duration(String path, @Nullable String text, Duration usual) {
    if (text == null) {
      return usual;
    }
    try {
      Duration duration = Duration.parse(text);
      if (duration.isNegative()) {
        throw new InvalidSpecException(path, "%s is negative".formatted(text));
      }
      return duration;
    } catch (DateTimeParseException e) {
      throw new InvalidSpecException(
          path, "\"%s\" is not an ISO 8601 duration such as PT10M".formatted(text));
    }
  }

  private static Duration positive(String path, Duration duration) {
    if (duration.isZero()) {
      throw new InvalidSpecException(path, "it must be more than zero");
    }
    return duration;
  }

  private static <T> T at(String path, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new InvalidSpecException(path, String.valueOf(e.getMessage()));
    }
  }
}
