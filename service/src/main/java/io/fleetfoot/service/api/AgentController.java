package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.scheduler.Assignment;
import io.fleetfoot.service.scheduler.Assignments;
import io.fleetfoot.service.scheduler.Hosts;
import io.fleetfoot.service.scheduler.Reports;
import io.fleetfoot.service.scheduler.Token;
import jakarta.validation.Valid;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** The calls of the agents. */
@RestController
@RequestMapping("/agent/v1")
class AgentController {

  private final Hosts hosts;
  private final Assignments assignments;
  private final Reports reports;

  AgentController(Hosts hosts, Assignments assignments, Reports reports) {
    this.hosts = hosts;
    this.assignments = assignments;
    this.reports = reports;
  }

  /** The host's id, and its token, which nobody is told again. */
  record RegisterResponse(UUID hostId, String hostToken) {}

  @PostMapping("/register")
  ResponseEntity<RegisterResponse> register(@Valid @RequestBody RegisterRequest request) {
    Hosts.Registration registration =
        hosts.register(
            new Token(request.joinToken()), request.facts().toFacts(), request.toLabels());
    return ResponseEntity.status(registration.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
        .body(new RegisterResponse(registration.host().value(), registration.token().value()));
  }

  /** Answers nothing more than 304 when the agent has this assignment already. */
  @GetMapping("/assignment")
  @Nullable ResponseEntity<AssignmentResponse> assignment(
      @RequestAttribute(HostAuthentication.HOST) HostId host, WebRequest request) {
    Assignment assignment = assignments.current(host);
    return request.checkNotModified(assignment.version())
        ? null
        : ResponseEntity.ok(AssignmentResponse.of(assignment));
  }

  @PostMapping("/reports")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void report(
      @RequestAttribute(HostAuthentication.HOST) HostId host,
      @Valid @RequestBody ReportRequest request) {
    reports.accept(host, request.toReport());
  }
}
