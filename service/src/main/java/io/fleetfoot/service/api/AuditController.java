package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.scheduler.Listings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The audit log. */
@RestController
@Tag(name = "audit", description = "Who moved what, when and why.")
class AuditController {

  private final Listings listings;

  AuditController(Listings listings) {
    this.listings = listings;
  }

  @GetMapping("/api/v1/audit")
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "List the audit log",
      description =
          "Lists every transition, the newest first; it is the outbox that events come of.")
  Items<TransitionResponse> list(@ParameterObject @Valid AuditQuery query) {
    return Items.of(
        Listing.TRANSITIONS,
        listings.transitions(query.toFilter(), query.page(Listing.TRANSITIONS)),
        TransitionResponse::of);
  }
}
