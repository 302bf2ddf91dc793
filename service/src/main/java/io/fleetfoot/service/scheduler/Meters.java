package io.fleetfoot.service.scheduler;

import java.util.List;

/** Every meter of the service: its name, its unit, its labels and what it says. */
public enum Meters {
  REBOOT_PHASE(
      "fleetfoot.reboot.phase",
      Kind.HISTOGRAM,
      List.of("phase", "method"),
      "How long each phase of a reboot took, as the agent measured it."),
  KEXEC_BLACKOUT(
      "fleetfoot.kexec.blackout",
      Kind.HISTOGRAM,
      List.of("method", "quality", "from", "to"),
      "How long a host was dark: launcher entry to start_kernel; with quality bound, not less than"
          + " the true figure; from and to are the kernel releases."),
  REBOOT_DOWNTIME(
      "fleetfoot.reboot.downtime",
      Kind.HISTOGRAM,
      List.of("method", "from", "to"),
      "From the saved executing report to the booted report, by the database's clock."),
  REBOOTS(
      "fleetfoot.reboots",
      Kind.COUNTER,
      List.of("outcome"),
      "Reboots that ended, by the state in which they ended."),
  ROLLOUTS(
      "fleetfoot.rollouts",
      Kind.COUNTER,
      List.of("outcome"),
      "Rollouts that ended, by the state in which they ended."),
  ROLLOUT_PAUSES(
      "fleetfoot.rollout.pauses",
      Kind.COUNTER,
      List.of("reason"),
      "Rollouts that were paused, by why: an operator, failures, or a gate."),
  ROLLOUTS_ACTIVE(
      "fleetfoot.rollouts.active",
      Kind.GAUGE,
      List.of("state"),
      "Rollouts that have not ended, by state; the same figure from every replica."),
  ADMISSION_DENIALS(
      "fleetfoot.admission.denials",
      Kind.COUNTER,
      List.of("constraint"),
      "Ticks of a rollout in which the constraint kept at least one ready host waiting."),
  ADMISSION_BLOCKED(
      "fleetfoot.admission.blocked",
      Kind.GAUGE,
      List.of("constraint"),
      "Hosts that are kept waiting though they are ready, or that another rollout or a halt keeps"
          + " from staging, by the first constraint that says no; the same figure from every"
          + " replica."),
  CERTIFICATES_REFUSED(
      "fleetfoot.admission.certificates.refused",
      Kind.COUNTER,
      List.of(),
      "Admissions whose certificate did not verify, so that nothing was admitted; a fault of the"
          + " service."),
  HOOK_REQUESTS(
      "fleetfoot.hook.requests",
      Kind.COUNTER,
      List.of("result"),
      "Requests to webhooks, by what was answered: allow, deny, wait, told or error."),
  GATE_MEASUREMENTS(
      "fleetfoot.gate.measurements",
      Kind.COUNTER,
      List.of("grade"),
      "Measurements of metric gates, by how they came out."),
  GATE_OUTCOMES(
      "fleetfoot.gate.outcomes",
      Kind.COUNTER,
      List.of("kind", "outcome"),
      "Questions to webhooks and metric gates that ended, by how they ended."),
  REPORTS_OUT_OF_PLACE(
      "fleetfoot.reports.out.of.place",
      Kind.COUNTER,
      List.of(),
      "Reports of agents that did not fit the state of the reboot."),
  HOSTS(
      "fleetfoot.hosts",
      Kind.GAUGE,
      List.of("availability"),
      "Hosts that count as up or as down; the same figure from every replica."),
  HOSTS_SILENT(
      "fleetfoot.hosts.silent",
      Kind.GAUGE,
      List.of(),
      "Hosts whose agent has said nothing for longer than fleetfoot.silence; the same figure from"
          + " every replica."),
  HOSTS_FAILING_CHECK(
      "fleetfoot.hosts.failing.check",
      Kind.GAUGE,
      List.of("check", "severity"),
      "Hosts on which the agent's check finds something that is not as wanted, by what it means for a"
          + " reboot: refuse, warn or unknown; checks of newer agents are one, other; the same"
          + " figure from every replica."),
  ROLLOUT_HOSTS(
      "fleetfoot.rollout.hosts",
      Kind.GAUGE,
      List.of("rollout", "wave", "state"),
      "Hosts of each rollout by wave, from 1, and by the state of their reboot; until an hour after"
          + " the rollout ended. Of several rollouts with one name it counts those that have not"
          + " ended together, and only when there is none the newest that did."),
  ROLLOUT_OPEN_WAVE(
      "fleetfoot.rollout.open.wave",
      Kind.GAUGE,
      List.of("rollout"),
      "The number, from 1, of the wave that the rollout has come to, be it open or still to be"
          + " approved or let pass by gates; also for an hour after the rollout ended. The lowest of"
          + " the rollouts of the name that have not ended."),
  ROLLOUT_FAILED(
      "fleetfoot.rollout.failed",
      Kind.GAUGE,
      List.of("rollout"),
      "Hosts of the rollout that count against its failure budget; the sum over the rollouts of the"
          + " name that have not ended."),
  ROLLOUT_FAILURE_BUDGET(
      "fleetfoot.rollout.failure.budget",
      Kind.GAUGE,
      List.of("rollout"),
      "Failures that the rollout tolerates; one more stops it. The sum over the rollouts of the name"
          + " that have not ended."),
  ROLLOUT_IDLE(
      "fleetfoot.rollout.idle.seconds",
      Kind.GAUGE,
      List.of("rollout"),
      "Seconds for which a running rollout stands still without a reason: since it or a reboot of it"
          + " last changed, counting only the time that its windows and freezes leave open; absent"
          + " while it is paused, awaits approval, soaks a wave, waits to retry, or has a reboot"
          + " staging or under way. The longest of the running rollouts of the name."),
  ROLLOUT_FORECAST_END(
      "fleetfoot.rollout.forecast.end.timestamp.seconds",
      Kind.GAUGE,
      List.of("rollout", "percentile"),
      "By when half (percentile 50) and nine in ten (90) of the runs of the last forecast had ended,"
          + " in seconds since 1970; only while the rollout runs, and absent where fewer ever end. Of several"
          + " rollouts with one name, that of the one which is likeliest to miss its deadline, or ends last."),
  ROLLOUT_DEADLINE_CHANCE(
      "fleetfoot.rollout.deadline.chance",
      Kind.GAUGE,
      List.of("rollout"),
      "The share of runs of the last forecast, 0 to 1, that ended by the rollout's deadline; only"
          + " while the rollout runs, and absent without a deadline. The lowest of the rollouts of the"
          + " name."),
  UPTIME_EXCEEDED(
      "fleetfoot.uptime.hosts.exceeded",
      Kind.GAUGE,
      List.of("policy"),
      "Hosts of the uptime policy that have been up for longer than its maximum; the same figure from"
          + " every replica."),
  UPTIME_UNKNOWN(
      "fleetfoot.uptime.hosts.unknown",
      Kind.GAUGE,
      List.of("policy"),
      "Hosts of the uptime policy whose boot the service did not see, so that they may have been up"
          + " for longer than it can tell."),
  UPTIME_OLDEST(
      "fleetfoot.uptime.oldest.seconds",
      Kind.GAUGE,
      List.of("policy"),
      "Seconds for which the host of the uptime policy that is up longest has been up, as far as the"
          + " service can tell."),
  ACTIVE_REBOOTS(
      "fleetfoot.reboots.active",
      Kind.GAUGE,
      List.of("state"),
      "Reboots that have not ended, by state; the same figure from every replica.");

  private final String meterName;
  private final Kind kind;
  private final List<String> labels;
  private final String sentence;

  Meters(String meterName, Kind kind, List<String> labels, String sentence) {
    this.meterName = meterName;
    this.kind = kind;
    this.labels = labels;
    this.sentence = sentence;
  }

  /** What a meter does. */
  public enum Kind {
    HISTOGRAM("_seconds"),
    COUNTER("_total"),
    GAUGE("");

    private final String suffix;

    Kind(String suffix) {
      this.suffix = suffix;
    }
  }

  /** Returns the name with dots, as the meter registry has it. */
  public String meterName() {
    return meterName;
  }

  /** Returns the name as Prometheus scrapes it. */
  public String prometheusName() {
    return meterName.replace('.', '_') + kind.suffix;
  }

  /** Returns the unit, with which the name ends; 1 for a plain number. */
  public String unit() {
    return prometheusName().endsWith("_seconds") ? "seconds" : "1";
  }

  /** Returns what the meter does. */
  public Kind kind() {
    return kind;
  }

  /** Returns the names of the labels. */
  public List<String> labels() {
    return labels;
  }

  /** Returns what the meter says. */
  public String sentence() {
    return sentence;
  }
}
