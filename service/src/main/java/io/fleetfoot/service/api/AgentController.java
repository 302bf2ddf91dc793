package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.HostKey;
import io.fleetfoot.service.scheduler.AgentSignatures;
import io.fleetfoot.service.scheduler.Assignment;
import io.fleetfoot.service.scheduler.Assignments;
import io.fleetfoot.service.scheduler.Hosts;
import io.fleetfoot.service.scheduler.Reports;
import io.fleetfoot.service.scheduler.Token;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.io.IOException;
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
  private final AgentSignatures signatures;
  private final Assignments assignments;
  private final Reports reports;

  AgentController(
      Hosts hosts, AgentSignatures signatures, Assignments assignments, Reports reports) {
    this.hosts = hosts;
    this.signatures = signatures;
    this.assignments = assignments;
    this.reports = reports;
  }

  /** The id by which the host signs from now on. */
  record RegisterResponse(UUID hostId) {}

  @PostMapping("/register")
  ResponseEntity<RegisterResponse> register(
      @Valid @RequestBody RegisterRequest request, HttpServletRequest signed) throws IOException {
    HostKey key = request.toKey();
    signatures.requireProof(AgentRequests.signed(signed), key);
    Hosts.Registration registration =
        hosts.register(
            new Token(request.joinToken()), key, request.facts().toFacts(), request.toLabels());
    return ResponseEntity.status(registration.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
        .body(new RegisterResponse(registration.host().value()));
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
