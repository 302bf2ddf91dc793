package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.scheduler.Listings;
import io.fleetfoot.service.scheduler.TimingSummaries;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What reboots took. */
@RestController
@RequestMapping("/api/v1/timings")
@Tag(name = "timings", description = "What reboots took, phase by phase, as agents measured it.")
class TimingController {

  private final Listings listings;
  private final TimingSummaries summaries;

  TimingController(Listings listings, TimingSummaries summaries) {
    this.listings = listings;
    this.summaries = summaries;
  }

  @GetMapping
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "List timings",
      description = "Lists what ended reboots took that measured a phase, the last ended first.")
  Items<TimingResponse> list(@ParameterObject @Valid TimingQuery query) {
    return Items.of(
        Listing.TIMINGS,
        listings.timings(query.toFilter(), query.page(Listing.TIMINGS)),
        TimingResponse::of);
  }

  @GetMapping("/summary")
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "Sum up timings",
      description =
          "Sums up each phase over the ended reboots of each group: exact percentiles over all of"
              + " them, and how many of the figures are only bounds.")
  Items<TimingSummaryResponse> summary(@ParameterObject @Valid TimingSummaryQuery query) {
    return new Items<>(
        summaries.summarize(query.by(), query.toFilter()).stream()
            .map(TimingSummaryResponse::of)
            .toList());
  }
}
