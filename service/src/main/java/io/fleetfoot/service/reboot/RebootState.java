package io.fleetfoot.service.reboot;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where one host's one attempt stands; the constants are the diagram. */
public enum RebootState {
  QUEUED(Duration.ofDays(31), "waits until its rollout lets it stage"),
  STAGING(
      Duration.ofMinutes(30),
      "the agent fetches the kernel image and stages it; for a plain reboot it only checks the host"),
  READY(Duration.ofDays(31), "staged; waits until every constraint admits the host"),
  DRAINING(
      Duration.ofMinutes(5), "admitted; counts as down from here; the host's load is taken off"),
  VERIFYING(
      Duration.ofMinutes(5),
      "admitted, with an exec id; counts as down from here; the agent checks what it staged again"),
  EXECUTING(Duration.ofMinutes(10), "the agent said that it goes; past the point of no return"),
  POWER_CYCLING(
      Duration.ofMinutes(15),
      "silent beyond its boot deadline; it is switched off and on from outside"),
  PROVING(Duration.ofMinutes(5), "booted with boot proof; in its soak"),
  SUCCEEDED("proven on the wanted kernel, or on any after a plain reboot; up"),
  REFUSED("the agent's own checks said no; the host is as it was"),
  FAILED(
      "a step failed on the host, or took longer than its deadline although the host speaks; or it booted by itself in a plain reboot or in its soak"),
  DID_NOT_REBOOT("the agent said that it goes, and spoke again in the same boot"),
  WRONG_KERNEL("another kernel than the wanted one runs, or the wanted one without the exec id"),
  ROLLED_BACK("the old kernel runs, in a new boot"),
  LOST("silent beyond its deadline; the host counts as down until it is proven up"),
  ABORTED("withdrawn before the point of no return; does not count as a failure");

  private final @Nullable Duration timeout;
  private final String sentence;

  RebootState(String sentence) {
    this(null, sentence);
  }

  RebootState(@Nullable Duration timeout, String sentence) {
    this.timeout = timeout;
    this.sentence = sentence;
  }

  /** Returns the states that may follow this one; none if this one is terminal. */
  public Set<RebootState> next() {
    return switch (this) {
      case QUEUED -> EnumSet.of(STAGING, SUCCEEDED, FAILED, LOST, ABORTED);
      case STAGING -> EnumSet.of(READY, REFUSED, FAILED, LOST, ABORTED);
      case READY -> EnumSet.of(DRAINING, VERIFYING, STAGING, REFUSED, FAILED, LOST, ABORTED);
      case DRAINING -> EnumSet.of(VERIFYING, STAGING, REFUSED, FAILED, LOST, ABORTED);
      case VERIFYING -> EnumSet.of(EXECUTING, REFUSED, FAILED, LOST, ABORTED);
      case EXECUTING ->
          EnumSet.of(
              POWER_CYCLING, PROVING, FAILED, DID_NOT_REBOOT, WRONG_KERNEL, ROLLED_BACK, LOST);
      case POWER_CYCLING ->
          EnumSet.of(PROVING, FAILED, DID_NOT_REBOOT, WRONG_KERNEL, ROLLED_BACK, LOST);
      case PROVING -> EnumSet.of(SUCCEEDED, FAILED, WRONG_KERNEL, ROLLED_BACK, LOST);
      case SUCCEEDED, REFUSED, FAILED, DID_NOT_REBOOT, WRONG_KERNEL, ROLLED_BACK, LOST, ABORTED ->
          EnumSet.noneOf(RebootState.class);
    };
  }

  /** Says whether the attempt has ended here. */
  public boolean isTerminal() {
    return timeout == null;
  }

  /**
   * Returns how long an attempt stays here unless the service is configured otherwise.
   *
   * @throws IllegalStateException if this state is terminal, for then it stays for good
   */
  public Duration timeout() {
    if (timeout == null) {
      throw new IllegalStateException(this + " is terminal and has no timeout");
    }
    return timeout;
  }

  /** Says whether the attempt can still be withdrawn, because the host has not been let go. */
  public boolean isWithdrawable() {
    return next().contains(ABORTED);
  }

  /** Says whether the host is admitted and not proven yet, so that it counts as down. */
  public boolean holdsHostDown() {
    return switch (this) {
      case DRAINING, VERIFYING, EXECUTING, POWER_CYCLING, PROVING -> true;
      case QUEUED,
          STAGING,
          READY,
          SUCCEEDED,
          REFUSED,
          FAILED,
          DID_NOT_REBOOT,
          WRONG_KERNEL,
          ROLLED_BACK,
          LOST,
          ABORTED ->
          false;
    };
  }

  /** Says whether an attempt that ended here counts against the failure budget. */
  public boolean isFailure() {
    return isTerminal() && this != SUCCEEDED && this != ABORTED;
  }

  /** Returns what the state means, as the documentation says it. */
  public String sentence() {
    return sentence;
  }

  /** Returns the states in which an attempt has not ended, in the order of the diagram. */
  public static List<RebootState> active() {
    return Arrays.stream(values()).filter(state -> !state.isTerminal()).toList();
  }
}
