package io.fleetfoot.agent.loop;

import com.google.gson.JsonObject;
import io.fleetfoot.agent.client.Backoff;
import io.fleetfoot.agent.client.ProtocolWriter;
import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.client.ServiceClient;
import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.preflight.Severity;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Brings reports to the service, each until it is taken or the service does not want it. */
final class Outbox {
  private static final Logger LOG = System.getLogger(Outbox.class.getName());
  private static final int ANNOUNCEMENTS = 5;

  private final ServiceClient service;
  private final Journal journal;
  private final Pause pause;
  private final RandomGenerator random;
  private Optional<Report.Booted> booted;
  private Optional<Map<String, Severity>> told = Optional.empty();
  private Optional<JsonObject> undelivered;

  /** Takes the one report that is made again at each start of the agent. */
  Outbox(
      ServiceClient service,
      Journal journal,
      Pause pause,
      RandomGenerator random,
      Report.Booted booted) {
    this.service = service;
    this.journal = journal;
    this.pause = pause;
    this.random = random;
    this.booted = Optional.of(booted);
    this.undelivered = journal.undelivered();
  }

  /**
   * Sends a report; when the service cannot be reached it is kept, also across a reboot where the
   * disk takes it.
   */
  void send(Report report) throws ServiceException {
    undelivered = Optional.of(ProtocolWriter.report(report));
    try {
      journal.undelivered(undelivered);
    } catch (IOException e) {
      LOG.log(Level.ERROR, "journal: " + e + "; the report is lost if this agent ends before it");
    }
    deliver();
  }

  /** Sends what the service has not taken yet, that of the boot first. */
  void deliver() throws ServiceException {
    if (booted.isPresent()) {
      offer(ProtocolWriter.report(booted.get()));
      booted = Optional.empty();
    }
    if (undelivered.isPresent()) {
      offer(undelivered.get());
      undelivered = Optional.empty();
    }
    erase();
  }

  /** What a full disk still has may be sent twice; that is no reason not to serve. */
  private void erase() {
    try {
      if (journal.undelivered().isPresent()) {
        journal.undelivered(Optional.empty());
      }
      journal.save();
    } catch (IOException e) {
      LOG.log(Level.ERROR, "journal: " + e + "; it still has what is over, to be tried again");
    }
  }

  /**
   * Says what the checks find that is not as wanted, once and whenever it is another: by check and
   * severity, since a figure in the text may change with every look.
   */
  void tell(List<Finding> findings) throws ServiceException {
    List<Finding> amiss =
        findings.stream().filter(finding -> finding.severity() != Severity.OK).toList();
    Map<String, Severity> now = bySeverity(amiss);
    if (!Optional.of(now).equals(told)) {
      offer(ProtocolWriter.report(new Report.Checked(amiss)));
      told = Optional.of(now);
    }
  }

  private static Map<String, Severity> bySeverity(List<Finding> findings) {
    Map<String, Severity> severities = new TreeMap<>();
    findings.forEach(finding -> severities.put(finding.check(), finding.severity()));
    return severities;
  }

  /** Says that the host goes down, and returns only when the service has said yes. */
  void announce(Report.Executing report) throws ServiceException, InterruptedException {
    JsonObject json = ProtocolWriter.report(report);
    for (int attempt = 1; ; attempt++) {
      try {
        service.report(json);
        return;
      } catch (ServiceException e) {
        if (e.reason() != ServiceException.Reason.UNREACHABLE || attempt == ANNOUNCEMENTS) {
          throw e;
        }
        pause.of(Backoff.DEFAULT.after(attempt, random));
      }
    }
  }

  private void offer(JsonObject report) throws ServiceException {
    try {
      service.report(report);
    } catch (ServiceException e) {
      switch (e.reason()) {
        case OUT_OF_PLACE, REJECTED, NOT_FOUND ->
            LOG.log(Level.WARNING, "report {0} dropped: {1}", report.get("kind"), e.getMessage());
        case UNREACHABLE, UNAUTHENTICATED, REVOKED -> throw e;
      }
    }
  }
}
