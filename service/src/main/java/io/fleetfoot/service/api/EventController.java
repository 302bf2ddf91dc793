package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.scheduler.ProblemCode;
import io.fleetfoot.service.scheduler.SavedTransition;
import io.fleetfoot.service.scheduler.SavedTransition.Position;
import io.fleetfoot.service.scheduler.TransitionFeed;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationConverter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The event stream: an open answer that a transition is written to as soon as it is settled. */
@RestController
@Tag(name = "events", description = "Every transition, as it happens.")
class EventController {

  private static final String LAST = "Last-Event-ID";

  private final TransitionFeed feed;
  private final JsonMapper json;
  private final InstantSource clock;
  private final AuthenticationManager credentials;

  EventController(
      TransitionFeed feed,
      JsonMapper json,
      InstantSource clock,
      AuthenticationManager credentials) {
    this.feed = feed;
    this.json = json;
    this.clock = clock;
    this.credentials = credentials;
  }

  /** Where a stream begins that resumes none. */
  enum Since {
    now,
    beginning
  }

  @GetMapping(path = "/api/v1/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "Follow the events",
      description =
          "Streams every transition as a server-sent event: `id` is where it stands, `event` is what"
              + " moved, `data` is the transition as the audit log has it. A stream that ends is"
              + " resumed by `Last-Event-ID` without gap or double. A comment comes every 15 s.")
  @ApiResponse(
      responseCode = "200",
      description = "The stream, which stays open.",
      content =
          @Content(
              mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
              schema = @Schema(type = "string"),
              examples =
                  @ExampleObject(
                      """
                      id: 774-23
                      event: reboot
                      data: {"id":"774-23","at":"2026-11-22T03:00:00Z","actor":"service","subject":"reboot","subjectId":"0f0e6b5c-6f0b-4c39-9a55-1a2f1f6e8d10","hostId":"7b1b2f6e-64d1-4f6c-8f39-0d3f1f2b7a55","rolloutId":"c1d2e3f4-0001-4000-8000-000000000001","from":"VERIFYING","to":"EXECUTING","cause":"executing"}

                      """)))
  @Problems(ProblemCode.TOO_MANY_SUBSCRIBERS)
  void follow(
      @Parameter(description = "The id of the last event that was seen.", example = "774-23")
          @RequestHeader(name = LAST, required = false)
          @Nullable String lastEventId,
      @Parameter(description = "Where a stream begins that resumes none; `now` when absent.")
          @RequestParam(required = false)
          @Nullable Since since,
      @Parameter(description = "Only of this rollout, its reboots and their hosts.")
          @RequestParam(required = false)
          @Nullable UUID rollout,
      @Parameter(description = "Only of this kind of subject.") @RequestParam(required = false)
          @Nullable Subject subject,
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException {
    Position after = begin(lastEventId, since);
    if (feed.isFull()) {
      throw new TooManySubscribersException(feed.places());
    }
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setCharacterEncoding("UTF-8");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    AsyncContext exchange = request.startAsync();
    exchange.setTimeout(0);
    new EventStream(exchange, feed, chosen(rollout, subject), json, clock, stillAllowed(request))
        .open(after);
  }

  /** Asks again with what the stream was opened with; a doubt is no refusal. */
  private BooleanSupplier stillAllowed(HttpServletRequest request) {
    Authentication shown = new BearerTokenAuthenticationConverter().convert(request);
    return () -> {
      try {
        return shown != null && credentials.authenticate(shown).isAuthenticated();
      } catch (RefusedCredentialsException e) {
        return e.status() != HttpStatus.UNAUTHORIZED;
      }
    };
  }

  private Position begin(@Nullable String lastEventId, @Nullable Since since) {
    if (lastEventId == null || lastEventId.isBlank()) {
      return since == Since.beginning ? Position.BEGINNING : feed.now();
    }
    try {
      return Position.parse(lastEventId.strip());
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(
          LAST, "is no id of an event; take it from the stream as it is");
    }
  }

  private static Predicate<SavedTransition> chosen(
      @Nullable UUID rollout, @Nullable Subject subject) {
    return saved ->
        (rollout == null || rollout.equals(saved.rollout()))
            && (subject == null || subject.stored().equals(saved.subject()));
  }
}
