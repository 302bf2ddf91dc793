package io.fleetfoot.service.api;

import io.fleetfoot.service.reboot.DrainPolicy;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

/** How load is taken off a host, in the words of {@code kubectl drain}. */
record DrainJson(
    @Schema(description = "`full` evicts the pods, `none` leaves them; `full` when absent.")
        @Nullable Mode mode,
    @Schema(description = "Whether pods of DaemonSets may stay; true when absent.")
        @Nullable Boolean ignoreDaemonSets,
    @Schema(description = "Whether pods with emptyDir volumes may be evicted; false when absent.")
        @Nullable Boolean deleteEmptyDirData,
    @Schema(description = "Whether pods without a controller may be evicted; false when absent.")
        @Nullable Boolean force,
    @Schema(description = "How long a pod may take to end; -1, or absent, leaves it to the pod.")
        @Min(-1) @Nullable Integer gracePeriodSeconds,
    @Schema(description = "How long the drain may take.", example = "PT15M")
        @DurationMin(millis = 1)
        @Nullable Duration timeout,
    @Schema(
            description =
                "Pods that are being deleted for longer than this are not waited for; 0 waits for all.")
        @PositiveOrZero @Nullable Integer skipWaitForDeleteTimeoutSeconds,
    @Schema(description = "Only pods that this label selector chooses; all when absent.")
        @Nullable String podSelector) {

  /** Drain wholly, or not at all. */
  @SuppressWarnings("JavaLangClash")
  enum Mode {
    full,
    none
  }

  private static final int POD_DECIDES = -1;

  static DrainJson of(DrainPolicy policy) {
    return new DrainJson(
        Mode.valueOf(policy.mode().name().toLowerCase(Locale.ROOT)),
        policy.ignoreDaemonSets(),
        policy.deleteEmptyDirData(),
        policy.force(),
        Objects.requireNonNullElse(policy.gracePeriodSeconds(), POD_DECIDES),
        policy.timeout(),
        policy.skipWaitForDeleteTimeoutSeconds(),
        policy.podSelector());
  }
}
