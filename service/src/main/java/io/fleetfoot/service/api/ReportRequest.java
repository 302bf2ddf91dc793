package io.fleetfoot.service.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fleetfoot.service.fleet.HostFinding;
import io.fleetfoot.service.reboot.ExecId;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.scheduler.Report;
import io.fleetfoot.service.timing.Phase;
import io.fleetfoot.service.timing.PhaseTiming;
import io.fleetfoot.service.timing.PhaseTimings;
import io.fleetfoot.service.timing.Quality;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an agent reports; which fields are there depends on the kind. */
@JsonIgnoreProperties(ignoreUnknown = true)
record ReportRequest(
    @NotBlank String kind,
    @Nullable UUID rebootId,
    @Nullable String execId,
    @Nullable String bootId,
    @Nullable String method,
    @Nullable String step,
    @Nullable String reason,
    @Nullable List<@Valid Refusal> refusals,
    @Nullable List<@Valid Timing> phases,
    @Valid @Nullable FactsJson facts,
    @Size(max = MOST_FINDINGS) @Nullable List<@Valid FindingJson> findings) {

  private static final int MOST_FINDINGS = 200;

  /** One check of the agent that said no. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Refusal(
      @NotBlank String check,
      @Nullable String found,
      @Nullable String wanted,
      @Nullable String remedy) {

    String sentence() {
      StringBuilder sentence = new StringBuilder(check);
      if (found != null) {
        sentence.append(": found ").append(found);
      }
      if (wanted != null) {
        sentence.append("; wanted ").append(wanted);
      }
      if (remedy != null) {
        sentence.append("; ").append(remedy);
      }
      return sentence.toString();
    }
  }

  /** What one check finds that is not as wanted. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record FindingJson(
      @NotBlank String check,
      @NotBlank String severity,
      @Nullable String found,
      @Nullable String wanted,
      @Nullable String remedy) {

    HostFinding toFinding() {
      return new HostFinding(
          check,
          // a severity that only a newer agent knows
          HostFinding.Severity.named(severity).orElse(HostFinding.Severity.UNKNOWN),
          Objects.requireNonNullElse(found, ""),
          Objects.requireNonNullElse(wanted, ""),
          Objects.requireNonNullElse(remedy, ""));
    }
  }

  /** How long one phase took. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Timing(
      @NotBlank String name,
      @NotNull @PositiveOrZero BigDecimal seconds,
      @NotBlank String quality,
      @Nullable String source) {}

  Report toReport() {
    return switch (kind) {
      case "booted" ->
          new Report.Started(
              require(facts, "facts").toFacts(),
              timings(),
              execId == null ? null : parse(ExecId::new, execId, "execId"));
      case "staged" -> progress(new RebootEvent.Staged(boot(), method));
      case "executing" ->
          progress(
              new RebootEvent.Executing(
                  parse(ExecId::new, execId, "execId"), boot(), require(method, "method")));
      case "checked" -> checked();
      case "refused" -> progress(new RebootEvent.Refused(require(step, "step"), refusal()));
      case "failed" ->
          progress(
              new RebootEvent.Failed(boot(), require(step, "step"), require(reason, "reason")));
      default ->
          throw new InvalidRequestException(
              "$.kind",
              "\"%s\" is none of booted, staged, executing, refused, failed, checked"
                  .formatted(kind));
    };
  }

  private Report checked() {
    try {
      return new Report.Checked(
          require(findings, "findings").stream().map(FindingJson::toFinding).toList());
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException("$.findings", String.valueOf(e.getMessage()));
    }
  }

  private Report progress(RebootEvent event) {
    return new Report.Progress(new RebootId(require(rebootId, "rebootId")), event, timings());
  }

  private String boot() {
    return require(bootId, "bootId");
  }

  private String refusal() {
    if (refusals == null || refusals.isEmpty()) {
      return Objects.requireNonNullElse(reason, "refused without a reason");
    }
    return refusals.stream().map(Refusal::sentence).collect(Collectors.joining(" · "));
  }

  /** A phase that only a newer agent knows is left out. */
  private PhaseTimings timings() {
    if (phases == null) {
      return PhaseTimings.none();
    }
    try {
      return new PhaseTimings(
          phases.stream()
              .flatMap(
                  timing ->
                      Phase.named(timing.name()).stream()
                          .map(
                              phase ->
                                  PhaseTiming.ofSeconds(
                                          phase, timing.seconds(), Quality.named(timing.quality()))
                                      .from(timing.source())))
              .toList());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new InvalidRequestException("$.phases", String.valueOf(e.getMessage()));
    }
  }

  private static <T> T parse(Function<String, T> parser, @Nullable String text, String field) {
    try {
      return parser.apply(require(text, field));
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException("$." + field, String.valueOf(e.getMessage()));
    }
  }

  private static <T> T require(@Nullable T value, String field) {
    if (value == null) {
      throw new InvalidRequestException("$." + field, "is required in this kind of report");
    }
    return value;
  }
}
