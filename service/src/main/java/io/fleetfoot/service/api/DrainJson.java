package io.fleetfoot.service.api;

import io.fleetfoot.service.reboot.DrainPolicy;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

/** How load is taken off a host, in the words of {@code kubectl drain}. */
record DrainJson(
    @Nullable Mode mode,
    @Nullable Boolean ignoreDaemonSets,
    @Nullable Boolean deleteEmptyDirData,
    @Nullable Boolean force,
    @Min(-1) @Nullable Integer gracePeriodSeconds,
    @DurationMin(millis = 1) @Nullable Duration timeout,
    @PositiveOrZero @Nullable Integer skipWaitForDeleteTimeoutSeconds,
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

  DrainPolicy toPolicy() {
    int grace = Objects.requireNonNullElse(gracePeriodSeconds, POD_DECIDES);
    return new DrainPolicy(
        mode == Mode.none ? DrainPolicy.Mode.NONE : DrainPolicy.Mode.FULL,
        Objects.requireNonNullElse(ignoreDaemonSets, true),
        Objects.requireNonNullElse(deleteEmptyDirData, false),
        Objects.requireNonNullElse(force, false),
        grace == POD_DECIDES ? null : grace,
        Objects.requireNonNullElse(timeout, DrainPolicy.DEFAULT_TIMEOUT),
        Objects.requireNonNullElse(skipWaitForDeleteTimeoutSeconds, 0),
        podSelector);
  }
}
