package io.fleetfoot.service.reboot;

import org.jspecify.annotations.Nullable;

/** What can happen to a reboot: the agent reports, the service decides, or time passes. */
public sealed interface RebootEvent {

  /** The service tells the agent to stage. */
  record StageAsked() implements RebootEvent {
    @Override
    public String words() {
      return "told to stage";
    }
  }

  /**
   * The agent has staged what there is to stage, in the given boot, and has chosen the method if it
   * names one.
   */
  record Staged(String bootId, @Nullable String method) implements RebootEvent {
    @Override
    public String words() {
      return "staged";
    }
  }

  /** The agent's checks said no in the step, and the host is as it was. */
  record Refused(String step, String reason) implements RebootEvent {
    @Override
    public String words() {
      return "refused by the agent";
    }
  }

  /** A step failed on the host, which still runs in the given boot. */
  record Failed(String bootId, String step, String reason) implements RebootEvent {
    @Override
    public String words() {
      return "a step failed";
    }
  }

  /** Every constraint said yes, and the host carries load that has to be taken off first. */
  record DrainAsked() implements RebootEvent {
    @Override
    public String words() {
      return "admitted; its load comes off first";
    }
  }

  /** The load cannot be taken off. */
  record DrainFailed(String reason) implements RebootEvent {
    @Override
    public String words() {
      return "its load does not come off";
    }
  }

  /**
   * Every constraint said yes, and no load is left; the exec id is the one that the host may
   * execute with.
   */
  record Admitted(ExecId execId) implements RebootEvent {
    @Override
    public String words() {
      return "admitted";
    }
  }

  /** The agent goes as soon as this is saved. */
  record Executing(ExecId execId, String bootId, String method) implements RebootEvent {
    @Override
    public String words() {
      return "the agent goes";
    }
  }

  /**
   * The agent started, in the given boot of the given kernel; the exec id is that of the execution
   * which by its own journal ended in this boot.
   */
  record Booted(String bootId, String release, String commandLine, @Nullable ExecId execId)
      implements RebootEvent {

    @Override
    public String words() {
      return "booted";
    }

    /** Makes the start of an agent whose journal holds no execution. */
    public Booted(String bootId, String release, String commandLine) {
      this(bootId, release, commandLine, null);
    }
  }

  /** Something outside keeps the host where it is. */
  record Held(String reason) implements RebootEvent {
    @Override
    public String words() {
      return "held where it is";
    }
  }

  /**
   * Somebody else than the agent says as well that the host runs the wanted kernel in this boot.
   */
  record Witnessed(String bootId) implements RebootEvent {
    @Override
    public String words() {
      return "seen on the wanted kernel by another";
    }
  }

  /** The soak passed, and the host still speaks. */
  record SoakPassed() implements RebootEvent {
    @Override
    public String words() {
      return "proven: its soak passed";
    }
  }

  /** The deadline of the state passed; the host is silent, or it speaks but did not get on. */
  record DeadlinePassed(boolean silent) implements RebootEvent {
    @Override
    public String words() {
      return "its deadline passed";
    }
  }

  /** The boot deadline passed, and there is a way to switch the host off and on from outside. */
  record PowerCycleAsked() implements RebootEvent {
    @Override
    public String words() {
      return "its boot deadline passed; it is switched off and on";
    }
  }

  /** The host could not be switched off and on. */
  record PowerCycleFailed(String reason) implements RebootEvent {
    @Override
    public String words() {
      return "could not be switched off and on";
    }
  }

  /**
   * The host needs no reboot of its own, by another one that ended in this boot: it runs the wanted
   * kernel image already, or went through its firmware since a plain reboot was asked for.
   */
  record Satisfied(RebootId by, String bootId) implements RebootEvent {
    @Override
    public String words() {
      return "needs no reboot of its own";
    }
  }

  /** The service takes the attempt back. */
  record Withdrawn(String reason) implements RebootEvent {
    @Override
    public String words() {
      return "withdrawn";
    }
  }

  /** Returns what happened, as the audit log and a host's availability say it. */
  String words();

  /** Returns the event's name, as the log of what came out of place says it. */
  default String name() {
    return getClass().getSimpleName();
  }
}
