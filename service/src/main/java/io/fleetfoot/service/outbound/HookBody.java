package io.fleetfoot.service.outbound;

import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.scheduler.GateRun;
import io.fleetfoot.service.scheduler.HookCall;
import io.fleetfoot.service.scheduler.HookSubject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a webhook is sent, as {@code docs/operations/hooks.md} says it. */
record HookBody(
    UUID delivery,
    String hook,
    String point,
    int round,
    int attempt,
    String deadline,
    long secondsLeft,
    RolloutPart rollout,
    @Nullable Integer wave,
    @Nullable KernelPart kernelImage,
    int hostCount,
    List<HostPart> hosts) {

  record RolloutPart(UUID id, String name, String state, @Nullable String reason) {}

  record KernelPart(UUID id, String release) {

    static KernelPart of(KernelImage image) {
      return new KernelPart(image.id().value(), image.release().value());
    }
  }

  record HostPart(
      UUID id, String hostname, Map<String, String> labels, UUID reboot, String state) {}

  static HookBody of(HookCall call) {
    GateRun run = call.run();
    Rollout rollout = call.rollout();
    Instant deadline = Objects.requireNonNull(run.deadline());
    return new HookBody(
        run.id(),
        call.hook().name(),
        wireName(call.hook().at()),
        run.key().round(),
        run.requests(),
        deadline.toString(),
        Math.max(0, Duration.between(call.now(), deadline).toSeconds()),
        new RolloutPart(
            rollout.id().value(), rollout.spec().name(), rollout.state().name(), rollout.reason()),
        run.key().wave(),
        call.kernelImage().map(KernelPart::of).orElse(null),
        call.subject().count(),
        call.subject().hosts().stream().map(HookBody::host).toList());
  }

  private static HostPart host(HookSubject.Target target) {
    return new HostPart(
        target.host().value(),
        target.hostname(),
        target.labels().sorted(),
        target.reboot().value(),
        target.state().name());
  }

  private static String wireName(Hook.Point point) {
    return point.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
