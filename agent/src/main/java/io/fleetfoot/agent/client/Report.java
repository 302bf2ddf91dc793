package io.fleetfoot.agent.client;

import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.preflight.Refusal;
import java.util.List;
import java.util.Optional;

/** What the agent says back. */
public sealed interface Report {

  /**
   * A measured part of a reboot.
   *
   * @param quality {@code exact} or {@code bound}
   * @param source what it was read from, such as {@code perf-page}; empty in a journal of an agent
   *     that did not know yet
   */
  record Phase(String name, double seconds, String quality, Optional<String> source) {

    /** Returns it as {@code blackout 0.0624 s (bound by perf-page)}. */
    @Override
    public String toString() {
      String by = source.map(word -> " by " + word).orElse("");
      return "%s %.4f s (%s%s)".formatted(name, seconds, quality, by);
    }
  }

  /** The slot was loaded, read back and found equal. */
  record Staged(String rebootId, String bootId, String method, List<Phase> phases)
      implements Report {
    /** Copies the phases. */
    public Staged {
      phases = List.copyOf(phases);
    }
  }

  /** A check said no before anything was changed for good; the host is as it was. */
  record Refused(
      String rebootId, Optional<String> execId, String bootId, String step, List<Refusal> refusals)
      implements Report {
    /** Copies the refusals. */
    public Refused {
      refusals = List.copyOf(refusals);
    }
  }

  /** The launcher is loaded and the slot verified; the next call is reboot(2). */
  record Executing(String rebootId, String execId, String bootId, String method, List<Phase> phases)
      implements Report {
    /** Copies the phases. */
    public Executing {
      phases = List.copyOf(phases);
    }
  }

  /** A step was tried and failed, and was undone. */
  record Failed(String rebootId, Optional<String> execId, String bootId, String step, String reason)
      implements Report {}

  /** What the checks of this host find that is not as wanted; the service forgets what it knew. */
  record Checked(List<Finding> findings) implements Report {
    /** Copies the findings. */
    public Checked {
      findings = List.copyOf(findings);
    }
  }

  /** The agent has started, in this boot, after that execution if there was one. */
  record Booted(Optional<Execution> execution, List<Phase> phases, HostDescription facts)
      implements Report {
    /** Copies the phases. */
    public Booted {
      phases = List.copyOf(phases);
    }

    /** The execution that ended in this boot. */
    public record Execution(String rebootId, String execId, String method) {}
  }
}
