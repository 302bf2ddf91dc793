package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.rollout.GateState;
import io.fleetfoot.service.rollout.HookAnswer;
import io.fleetfoot.service.rollout.Measurement;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Counts what webhooks and queries answered this replica, into the meters of {@link Meters}. */
public class GateMeters {

  private static final List<String> ANSWERS = List.of("allow", "deny", "wait", "told", "error");

  private final MeterRegistry registry;

  /** Makes the counters in the registry; each begins at 0. */
  public GateMeters(MeterRegistry registry) {
    this.registry = registry;
    ANSWERS.forEach(this::requests);
    Arrays.stream(Measurement.Grade.values()).forEach(this::measurements);
    Arrays.stream(GateState.values())
        .filter(GateState::isTerminal)
        .forEach(
            state -> Arrays.stream(GateRun.Kind.values()).forEach(kind -> outcomes(kind, state)));
  }

  void answered(HookAnswer answer) {
    requests(word(answer)).increment();
  }

  void measured(Measurement.Grade grade) {
    measurements(grade).increment();
  }

  void ended(GateRun.Kind kind, GateState state) {
    outcomes(kind, state).increment();
  }

  private static String word(HookAnswer answer) {
    if (answer instanceof HookAnswer.Allow) {
      return "allow";
    } else if (answer instanceof HookAnswer.Deny) {
      return "deny";
    } else if (answer instanceof HookAnswer.Wait) {
      return "wait";
    }
    return answer instanceof HookAnswer.Told ? "told" : "error";
  }

  private Counter requests(String result) {
    return counter(Meters.HOOK_REQUESTS, Tags.of("result", result));
  }

  private Counter measurements(Measurement.Grade grade) {
    return counter(Meters.GATE_MEASUREMENTS, Tags.of("grade", word(grade)));
  }

  private Counter outcomes(GateRun.Kind kind, GateState state) {
    return counter(Meters.GATE_OUTCOMES, Tags.of("kind", word(kind), "outcome", word(state)));
  }

  private Counter counter(Meters meter, Tags tags) {
    return Counter.builder(meter.meterName())
        .description(meter.sentence())
        .tags(tags)
        .register(registry);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
