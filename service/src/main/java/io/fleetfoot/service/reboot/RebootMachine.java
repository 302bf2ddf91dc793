package io.fleetfoot.service.reboot;

import static io.fleetfoot.service.reboot.RebootDecision.move;
import static io.fleetfoot.service.reboot.RebootDecision.stay;

import io.fleetfoot.service.reboot.RebootDecision.Standing;
import io.fleetfoot.service.reboot.RebootEvent.Admitted;
import io.fleetfoot.service.reboot.RebootEvent.Booted;
import io.fleetfoot.service.reboot.RebootEvent.DeadlinePassed;
import io.fleetfoot.service.reboot.RebootEvent.DrainAsked;
import io.fleetfoot.service.reboot.RebootEvent.DrainFailed;
import io.fleetfoot.service.reboot.RebootEvent.Executing;
import io.fleetfoot.service.reboot.RebootEvent.Failed;
import io.fleetfoot.service.reboot.RebootEvent.Held;
import io.fleetfoot.service.reboot.RebootEvent.PowerCycleAsked;
import io.fleetfoot.service.reboot.RebootEvent.PowerCycleFailed;
import io.fleetfoot.service.reboot.RebootEvent.Refused;
import io.fleetfoot.service.reboot.RebootEvent.Satisfied;
import io.fleetfoot.service.reboot.RebootEvent.SoakPassed;
import io.fleetfoot.service.reboot.RebootEvent.StageAsked;
import io.fleetfoot.service.reboot.RebootEvent.Staged;
import io.fleetfoot.service.reboot.RebootEvent.Withdrawn;
import io.fleetfoot.service.reboot.RebootEvent.Witnessed;

/** Decides what an event means for a reboot: event in, decision out, no effect. */
public final class RebootMachine {

  private RebootMachine() {}

  /**
   * Returns what the event decides; a repeated event decides nothing.
   *
   * @throws OutOfPlaceException if the event does not fit the reboot's state
   */
  public static RebootDecision decide(Reboot reboot, RebootEvent event) {
    if (event instanceof Staged staged) {
      return staged(reboot, staged);
    } else if (event instanceof Refused refused) {
      return refused(reboot, refused);
    } else if (event instanceof Failed failed) {
      return failed(reboot, failed);
    } else if (event instanceof Executing executing) {
      return executing(reboot, executing);
    } else if (event instanceof Booted booted) {
      return booted(reboot, booted);
    } else if (event instanceof Admitted admitted) {
      return admitted(reboot, admitted);
    } else if (event instanceof DrainAsked) {
      return drainAsked(reboot, event);
    } else if (event instanceof DrainFailed failed) {
      return drainFailed(reboot, failed);
    } else if (event instanceof Held held) {
      return held(reboot, held);
    } else if (event instanceof Witnessed witnessed) {
      return witnessed(reboot, witnessed);
    } else if (event instanceof DeadlinePassed passed) {
      return deadlinePassed(reboot, passed);
    } else if (event instanceof PowerCycleAsked) {
      return powerCycleAsked(reboot, event);
    } else if (event instanceof PowerCycleFailed failed) {
      return powerCycleFailed(reboot, failed);
    } else if (event instanceof Withdrawn withdrawn) {
      return withdrawn(reboot, withdrawn);
    } else if (event instanceof StageAsked) {
      return only(RebootState.QUEUED, RebootState.STAGING, Standing.AS_IT_IS, reboot, event);
    } else if (event instanceof SoakPassed) {
      return soakPassed(reboot, event);
    } else if (event instanceof Satisfied satisfied) {
      return satisfied(reboot, satisfied);
    }
    throw new IllegalStateException("no decision for " + event.name());
  }

  private static RebootDecision only(
      RebootState from, RebootState to, Standing standing, Reboot reboot, RebootEvent event) {
    if (reboot.state() != from) {
      throw new OutOfPlaceException(reboot, event, "");
    }
    return move(reboot.in(to, null), standing);
  }

  private static RebootDecision satisfied(Reboot reboot, Satisfied event) {
    return switch (reboot.state()) {
      case QUEUED ->
          move(
              reboot.in(
                  RebootState.SUCCEEDED,
                  reboot.evidence().provenIn(event.bootId()),
                  "proven by reboot " + event.by()),
              Standing.AS_IT_IS);
      case SUCCEEDED -> stay(reboot, Standing.AS_IT_IS);
      default -> throw new OutOfPlaceException(reboot, event, "");
    };
  }

  private static RebootDecision soakPassed(Reboot reboot, RebootEvent event) {
    if (reboot.evidence().witnessAwaited()) {
      throw new OutOfPlaceException(reboot, event, ", and no witness has confirmed the boot");
    }
    return only(RebootState.PROVING, RebootState.SUCCEEDED, Standing.UP, reboot, event);
  }

  private static RebootDecision staged(Reboot reboot, Staged event) {
    return switch (reboot.state()) {
      case STAGING ->
          move(
              event.method() != null && !reboot.terms().load().allows(event.method())
                  ? reboot.in(RebootState.FAILED, forbidden(reboot, event.method()))
                  : reboot.in(
                      RebootState.READY,
                      reboot.evidence().stagedBy(event.method(), event.bootId()),
                      null),
              Standing.UP);
      case READY -> stay(reboot, Standing.UP);
      case DRAINING -> stay(reboot, Standing.AS_IT_IS);
      default -> throw new OutOfPlaceException(reboot, event, "");
    };
  }

  private static RebootDecision refused(Reboot reboot, Refused event) {
    return switch (reboot.state()) {
      case STAGING, READY ->
          move(reboot.in(RebootState.REFUSED, event.reason()), Standing.AS_IT_IS);
      case DRAINING, VERIFYING -> move(reboot.in(RebootState.REFUSED, event.reason()), Standing.UP);
      case REFUSED -> stay(reboot, Standing.AS_IT_IS);
      default -> throw new OutOfPlaceException(reboot, event, "");
    };
  }

  private static RebootDecision failed(Reboot reboot, Failed event) {
    String reason = event.step() + ": " + event.reason();
    return switch (reboot.state()) {
      case STAGING, READY -> move(reboot.in(RebootState.FAILED, reason), Standing.AS_IT_IS);
      case DRAINING, VERIFYING, EXECUTING, POWER_CYCLING ->
          move(reboot.in(RebootState.FAILED, reason), Standing.UP);
      case FAILED -> stay(reboot, Standing.AS_IT_IS);
      default -> throw new OutOfPlaceException(reboot, event, "");
    };
  }

  private static RebootDecision drainAsked(Reboot reboot, RebootEvent event) {
    if (reboot.state() != RebootState.READY) {
      throw new OutOfPlaceException(reboot, event, "");
    }
    return move(
        reboot.in(RebootState.DRAINING, reboot.evidence().awaitingWitness(true), null),
        Standing.DOWN);
  }

  private static RebootDecision drainFailed(Reboot reboot, DrainFailed event) {
    if (reboot.state() != RebootState.DRAINING) {
      throw new OutOfPlaceException(reboot, event, "");
    }
    return move(reboot.in(RebootState.FAILED, event.reason()), Standing.UP);
  }

  private static RebootDecision held(Reboot reboot, Held event) {
    return switch (reboot.state()) {
      case DRAINING, PROVING ->
          event.reason().equals(reboot.reason())
              ? stay(reboot, Standing.AS_IT_IS)
              : move(reboot.with(reboot.evidence(), event.reason()), Standing.AS_IT_IS);
      default -> throw new OutOfPlaceException(reboot, event, "");
    };
  }

  private static RebootDecision witnessed(Reboot reboot, Witnessed event) {
    if (reboot.state() != RebootState.PROVING
        || !event.bootId().equals(reboot.evidence().toBootId())) {
      throw new OutOfPlaceException(reboot, event, " of another boot");
    }
    return reboot.evidence().witnessAwaited()
        ? move(reboot.with(reboot.evidence().awaitingWitness(false), null), Standing.AS_IT_IS)
        : stay(reboot, Standing.AS_IT_IS);
  }

  private static RebootDecision admitted(Reboot reboot, Admitted event) {
    if (reboot.state() != RebootState.READY && reboot.state() != RebootState.DRAINING) {
      throw new OutOfPlaceException(reboot, event, "");
    }
    return move(
        reboot.in(RebootState.VERIFYING, reboot.evidence().admittedWith(event.execId()), null),
        Standing.DOWN);
  }

  private static RebootDecision executing(Reboot reboot, Executing event) {
    if (!event.execId().equals(reboot.evidence().execId())) {
      throw new OutOfPlaceException(
          reboot,
          event,
          ", and exec id %s is not the one it was admitted with".formatted(event.execId()));
    }
    if (!event.bootId().equals(reboot.evidence().fromBootId())) {
      throw new OutOfPlaceException(
          reboot,
          event,
          ", and boot %s is not %s, the one it was admitted in"
              .formatted(event.bootId(), reboot.evidence().fromBootId()));
    }
    if (!reboot.terms().load().allows(event.method())) {
      throw new OutOfPlaceException(reboot, event, ", and " + forbidden(reboot, event.method()));
    }
    return switch (reboot.state()) {
      case VERIFYING ->
          move(
              reboot.in(
                  RebootState.EXECUTING,
                  reboot.evidence().executingBy(event.method(), event.bootId()),
                  null),
              Standing.AS_IT_IS);
      case EXECUTING, POWER_CYCLING -> stay(reboot, Standing.AS_IT_IS);
      default -> throw new OutOfPlaceException(reboot, event, "");
    };
  }

  private static String forbidden(Reboot reboot, String method) {
    return "the method is %s, allowed are %s; does this agent know the policy of a rollout?"
        .formatted(method, String.join(", ", reboot.terms().load().wireNames()));
  }

  private static RebootDecision booted(Reboot reboot, Booted event) {
    return switch (reboot.state()) {
      case QUEUED -> stay(reboot, Standing.UP);
      case STAGING, READY -> bootedBeforeAdmission(reboot, event, Standing.UP);
      case DRAINING -> bootedBeforeAdmission(reboot, event, Standing.AS_IT_IS);
      case VERIFYING -> bootedBeforeExecution(reboot, event);
      case EXECUTING, POWER_CYCLING -> BootProof.judge(reboot, event);
      case PROVING -> bootedInSoak(reboot, event);
      case SUCCEEDED, REFUSED, FAILED, DID_NOT_REBOOT, WRONG_KERNEL, ROLLED_BACK, LOST, ABORTED ->
          stay(reboot, Standing.UP);
    };
  }

  /** What was staged is gone with the boot in which it was staged. */
  private static RebootDecision bootedBeforeAdmission(
      Reboot reboot, Booted event, Standing inTheSameBoot) {
    if (reboot.state() == RebootState.STAGING
        || event.bootId().equals(reboot.evidence().fromBootId())) {
      return stay(reboot, inTheSameBoot);
    }
    return move(
        reboot.in(
            RebootState.STAGING,
            Reboot.Evidence.before(event.release(), event.bootId()),
            "the host booted by itself and has to stage again"),
        Standing.UP);
  }

  private static RebootDecision bootedBeforeExecution(Reboot reboot, Booted event) {
    if (event.bootId().equals(reboot.evidence().fromBootId())) {
      return stay(reboot, Standing.AS_IT_IS);
    }
    return move(
        reboot.in(
            RebootState.FAILED,
            reboot.evidence().booted(event.bootId(), false),
            "the host booted by itself before it said that it executes"),
        Standing.UP);
  }

  private static RebootDecision bootedInSoak(Reboot reboot, Booted event) {
    if (event.bootId().equals(reboot.evidence().toBootId())) {
      return stay(reboot, Standing.AS_IT_IS);
    }
    return BootProof.bootedAgain(reboot, event);
  }

  private static RebootDecision deadlinePassed(Reboot reboot, DeadlinePassed event) {
    RebootState state = reboot.state();
    return switch (state) {
      case QUEUED, STAGING, READY, DRAINING, VERIFYING, PROVING -> {
        String reason =
            (event.silent()
                        ? "the host said nothing in %s"
                        : "the host speaks, but %s took too long")
                    .formatted(state)
                + (reboot.reason() == null ? "" : ": " + reboot.reason());
        yield move(
            reboot.in(event.silent() ? RebootState.LOST : RebootState.FAILED, reason),
            event.silent() ? Standing.DOWN : Standing.UP);
      }
      case EXECUTING ->
          move(reboot.in(RebootState.LOST, "no boot was reported by the deadline"), Standing.DOWN);
      case POWER_CYCLING ->
          move(
              reboot.in(
                  RebootState.LOST, "no boot was reported after it was switched off and on either"),
              Standing.DOWN);
      default -> throw new OutOfPlaceException(reboot, event, "");
    };
  }

  private static RebootDecision powerCycleAsked(Reboot reboot, RebootEvent event) {
    return switch (reboot.state()) {
      case EXECUTING ->
          move(
              reboot.in(RebootState.POWER_CYCLING, "no boot was reported by the deadline"),
              Standing.DOWN);
      case POWER_CYCLING -> stay(reboot, Standing.AS_IT_IS);
      default -> throw new OutOfPlaceException(reboot, event, "");
    };
  }

  private static RebootDecision powerCycleFailed(Reboot reboot, PowerCycleFailed event) {
    if (reboot.state() != RebootState.POWER_CYCLING) {
      throw new OutOfPlaceException(reboot, event, "");
    }
    return move(
        reboot.in(
            RebootState.LOST,
            "no boot was reported by the deadline, and the power cycle failed: " + event.reason()),
        Standing.DOWN);
  }

  private static RebootDecision withdrawn(Reboot reboot, Withdrawn event) {
    if (!reboot.state().isWithdrawable()) {
      throw new OutOfPlaceException(reboot, event, "");
    }
    Standing standing = reboot.state().holdsHostDown() ? Standing.UP : Standing.AS_IT_IS;
    return move(reboot.in(RebootState.ABORTED, event.reason()), standing);
  }
}
