package io.fleetfoot.service.api;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.rollout.FailureBudget;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.swagger.v3.oas.annotations.media.Schema;
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
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

/** What an operator sends to start a rollout. */
record RolloutRequest(
    @Schema(description = "Its name, for people.", example = "kernel 6.12 to rack r1")
        @NotBlank @Size(max = 200) String name,
    @Schema(description = "The id of the kernel image to boot.") @NotNull UUID kernelImage,
    @Schema(description = "Which hosts; every host when absent.") @Valid @Nullable Selector selector,
    @Schema(
            description =
                "The waves, each a number or a percentage of hosts; they must cover every host. One wave of all when absent.",
            example = "[1, \"20%\", \"100%\"]")
        @Size(min = 1) @Nullable List<@NotNull HostAmount> waves,
    @Schema(description = "How many hosts may be down at a time; 1 when absent.")
        @Nullable HostAmount maxUnavailable,
    @Schema(
            description = "How many hosts may fail before the rollout stops; 0 when absent.",
            example = "0")
        @PositiveOrZero @Nullable Integer failureBudget,
    @Schema(
            description =
                "How long a host must run the kernel before its boot counts as proven; at most P30D.",
            example = "PT5M")
        @DurationMin
        @DurationMax(days = 30)
        @Nullable Duration soak,
    @Schema(
            description = "How long a host may be silent once it executes; at most P1D.",
            example = "PT10M")
        @DurationMin(millis = 1)
        @DurationMax(days = 1)
        @Nullable Duration bootDeadline,
    @Schema(description = "How load is taken off hosts that carry some.") @Valid @Nullable DrainJson drain) {

  /** The labels that a host must have. */
  record Selector(
      @Schema(description = "Labels that a host must have, all of them.") @NotNull Map<String, @NotNull String> matchLabels) {}

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
