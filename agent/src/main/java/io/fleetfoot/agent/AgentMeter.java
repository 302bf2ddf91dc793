package io.fleetfoot.agent;

import java.util.Optional;

/** The meters of {@code /metrics}. */
enum AgentMeter {
  /** Always 1; its labels say what runs. */
  INFO("fleetfoot_agent_info", "The kernel release and the agent's version; always 1."),
  /** What the checks found. */
  CHECK(
      "fleetfoot_agent_check",
      "What each check (id) found last, as doctor shows it: 1 for the severity it has."),
  /** Whether a verified slot waits. */
  STAGED("fleetfoot_agent_staged", "1 while a verified kernel waits in the slot, else 0."),
  /** The last reboot's blackout. */
  BLACKOUT(
      "fleetfoot_agent_kexec_blackout_seconds",
      "From the launcher's first instruction to start_kernel, at the reboot this boot came from."),
  /** The last reboot's phases. */
  PHASE("fleetfoot_agent_phase_seconds", "The phases of the reboot this boot came from."),
  /** Answered polls. */
  POLLS("fleetfoot_agent_polls_total", "How often the service answered what is wanted."),
  /** Failed calls. */
  SERVICE_ERRORS(
      "fleetfoot_agent_service_errors_total",
      "Calls to the service that failed.",
      Optional.of("reason")),
  /** Commits. */
  COMMITS(
      "fleetfoot_agent_commits_total",
      "Proven reboots whose kernel was to become the boot loader's default, and what came of it.",
      Optional.of("outcome")),
  /** Refusals. */
  REFUSALS(
      "fleetfoot_agent_refusals_total", "Checks that said no to a reboot.", Optional.of("check")),
  /** Failures. */
  FAILURES(
      "fleetfoot_agent_failures_total",
      "Steps of a reboot that were tried and failed.",
      Optional.of("step"));

  private final String meterName;
  private final String description;
  private final Optional<String> label;

  AgentMeter(String meterName, String description) {
    this(meterName, description, Optional.empty());
  }

  AgentMeter(String meterName, String description, Optional<String> label) {
    this.meterName = meterName;
    this.description = description;
    this.label = label;
  }

  /** Returns the name as Prometheus sees it. */
  String meterName() {
    return meterName;
  }

  /** Returns the sentence shown as HELP. */
  String description() {
    return description;
  }

  /** Returns the label of a counter that has one. */
  Optional<String> label() {
    return label;
  }
}
