package io.fleetfoot.service.api;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.rollout.FailureBudget;
import io.fleetfoot.service.rollout.RolloutSpec;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

/** What an operator sends to start a rollout. */
record RolloutRequest(
    @NotBlank @Size(max = 200) String name,
    @NotNull UUID kernelImage,
    @Valid @Nullable Selector selector,
    @Size(min = 1) @Nullable List<@NotNull HostAmount> waves,
    @Nullable HostAmount maxUnavailable,
    @PositiveOrZero @Nullable Integer failureBudget,
    @DurationMin @Nullable Duration soak,
    @DurationMin(millis = 1) @Nullable Duration bootDeadline,
    @Valid @Nullable DrainJson drain) {

  /** The labels that a host must have. */
  record Selector(@NotNull Map<String, @NotNull String> matchLabels) {}

  RolloutSpec toSpec(Duration usualBootDeadline) {
    return new RolloutSpec(
        name,
        new KernelImageId(kernelImage),
        selector == null ? HostSelector.everyHost() : new HostSelector(selector.matchLabels()),
        waves == null ? List.of(HostAmount.percent(100)) : waves,
        new DisruptionBudget(
            Objects.requireNonNullElseGet(maxUnavailable, () -> HostAmount.hosts(1))),
        new FailureBudget(Objects.requireNonNullElse(failureBudget, 0)),
        Objects.requireNonNullElse(soak, Duration.ZERO),
        Objects.requireNonNullElse(bootDeadline, usualBootDeadline),
        drain == null ? DrainPolicy.full() : drain.toPolicy());
  }
}
