package io.fleetfoot.service.reboot;

import org.jspecify.annotations.Nullable;

/** What can happen to a reboot: the agent reports, the service decides, or time passes. */
public sealed interface RebootEvent {

  /** The service tells the agent to stage. */
  record StageAsked() implements RebootEvent {}

  /**
   * The agent has staged what there is to stage, in the given boot, and has chosen the method if it
   * names one.
   */
  record Staged(String bootId, @Nullable String method) implements RebootEvent {}

  /** The agent's checks said no in the step, and the host is as it was. */
  record Refused(String step, String reason) implements RebootEvent {}

  /** A step failed on the host, which still runs in the given boot. */
  record Failed(String bootId, String step, String reason) implements RebootEvent {}

  /** Every constraint said yes, and the host carries load that has to be taken off first. */
  record DrainAsked() implements RebootEvent {}

  /** The load cannot be taken off. */
  record DrainFailed(String reason) implements RebootEvent {}

  /**
   * Every constraint said yes, and no load is left; the exec id is the one that the host may
   * execute with.
   */
  record Admitted(ExecId execId) implements RebootEvent {}

  /** The agent goes as soon as this is saved. */
  record Executing(ExecId execId, String bootId, String method) implements RebootEvent {}

  /**
   * The agent started, in the given boot of the given kernel; the exec id is that of the execution
   * which by its own journal ended in this boot.
   */
  record Booted(String bootId, String release, String commandLine, @Nullable ExecId execId)
      implements RebootEvent {

    /** Makes the start of an agent whose journal holds no execution. */
    public Booted(String bootId, String release, String commandLine) {
      this(bootId, release, commandLine, null);
    }
  }

  /** Something outside keeps the host where it is. */
  record Held(String reason) implements RebootEvent {}

  /**
   * Somebody else than the agent says as well that the host runs the wanted kernel in this boot.
   */
  record Witnessed(String bootId) implements RebootEvent {}

  /** The soak passed, and the host still speaks. */
  record SoakPassed() implements RebootEvent {}

  /** The deadline of the state passed; the host is silent, or it speaks but did not get on. */
  record DeadlinePassed(boolean silent) implements RebootEvent {}

  /** The boot deadline passed, and there is a way to switch the host off and on from outside. */
  record PowerCycleAsked() implements RebootEvent {}

  /** The host could not be switched off and on. */
  record PowerCycleFailed(String reason) implements RebootEvent {}

  /**
   * The host needs no reboot of its own, by another one that ended in this boot: it runs the wanted
   * kernel image already, or went through its firmware since a plain reboot was asked for.
   */
  record Satisfied(RebootId by, String bootId) implements RebootEvent {}

  /** The service takes the attempt back. */
  record Withdrawn(String reason) implements RebootEvent {}

  /** Returns the event's name, as messages and the outbox say it. */
  default String name() {
    return getClass().getSimpleName();
  }
}
