package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.access.ApiTokenId;
import io.fleetfoot.service.fleet.Availability;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.timing.Forecast;
import io.fleetfoot.service.timing.ForecastNews;
import io.fleetfoot.service.timing.Outlook;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One move of a reboot, a rollout or its forecast, a host's availability or enrolment, a token, a
 * kernel image or an uptime policy, as the outbox keeps it.
 *
 * @param from the state before; absent when the subject came into being
 * @param cause what moved it
 */
public record Transition(
    Subject subject,
    UUID subjectId,
    @Nullable HostId host,
    @Nullable RolloutId rollout,
    @Nullable String from,
    String to,
    String cause) {

  /** What moved. */
  public enum Subject {
    HOST,
    REBOOT,
    ROLLOUT,
    FORECAST,
    KERNEL_IMAGE,
    API_TOKEN,
    JOIN_TOKEN,
    UPTIME_POLICY
  }

  static Transition of(RebootState from, Reboot reboot, String cause) {
    return new Transition(
        Subject.REBOOT,
        reboot.id().value(),
        reboot.host(),
        reboot.rollout(),
        from.name(),
        reboot.state().name(),
        cause);
  }

  static Transition of(@Nullable RolloutState from, Rollout rollout, String cause) {
    return new Transition(
        Subject.ROLLOUT,
        rollout.id().value(),
        null,
        rollout.id(),
        from == null ? null : from.name(),
        rollout.state().name(),
        cause);
  }

  static Transition of(RolloutId rollout, @Nullable Outlook from, Forecast forecast) {
    return new Transition(
        Subject.FORECAST,
        rollout.value(),
        null,
        rollout,
        from == null ? null : from.name(),
        forecast.outlook().name(),
        ForecastNews.text(forecast));
  }

  static Transition of(
      HostId host, Availability.@Nullable State from, Availability.State to, String cause) {
    return new Transition(
        Subject.HOST,
        host.value(),
        host,
        null,
        from == null ? null : from.name(),
        to.name(),
        cause);
  }

  static Transition of(ApiTokenId token, @Nullable String from, String to, String cause) {
    return new Transition(Subject.API_TOKEN, token.value(), null, null, from, to, cause);
  }

  static Transition of(KernelImage image, String cause) {
    return new Transition(
        Subject.KERNEL_IMAGE, image.id().value(), null, null, null, "REGISTERED", cause);
  }

  static Transition of(
      JoinToken token, JoinToken.@Nullable State from, JoinToken.State to, String cause) {
    return new Transition(
        Subject.JOIN_TOKEN,
        token.id(),
        null,
        null,
        from == null ? null : from.name(),
        to.name(),
        cause);
  }

  static Transition of(
      UUID uptimePolicy,
      @Nullable RolloutId rollout,
      @Nullable String from,
      String to,
      String cause) {
    return new Transition(Subject.UPTIME_POLICY, uptimePolicy, null, rollout, from, to, cause);
  }

  static Transition enrolled(HostId host, String cause) {
    return new Transition(Subject.HOST, host.value(), host, null, null, "ENROLLED", cause);
  }

  static Transition revoked(HostId host, String cause) {
    return new Transition(Subject.HOST, host.value(), host, null, "ENROLLED", "REVOKED", cause);
  }
}
