package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.scheduler.JoinTokens;
import io.fleetfoot.service.scheduler.Listings;
import io.fleetfoot.service.scheduler.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import java.time.InstantSource;
import java.util.UUID;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The join tokens, for administrators. */
@RestController
@RequestMapping("/api/v1/join-tokens")
@Tag(name = "join-tokens", description = "What lets a host enrol.")
class JoinTokenController {

  private static final String ID = "The join token's id.";

  private final JoinTokens tokens;
  private final Listings listings;
  private final EntityTags tags;
  private final InstantSource clock;

  JoinTokenController(JoinTokens tokens, Listings listings, EntityTags tags, InstantSource clock) {
    this.tokens = tokens;
    this.listings = listings;
    this.tags = tags;
    this.clock = clock;
  }

  @PostMapping
  @RequiresRole(Role.ADMIN)
  @SecretAnswer
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      summary = "Make a join token",
      description = "Makes a join token and shows it, this once; only its hash is kept.")
  @Problems(ProblemCode.JOIN_TOKEN_NAME_TAKEN)
  ResponseEntity<JoinTokenResponse> create(@Valid @RequestBody JoinTokenRequest request) {
    JoinTokens.Created created =
        tokens.create(
            request.name(),
            request.toLabels(),
            request.toExpiry(clock.instant()),
            request.maxUses());
    return ResponseEntity.created(URI.create("/api/v1/join-tokens/" + created.joinToken().id()))
        .body(JoinTokenResponse.of(created));
  }

  @GetMapping
  @RequiresRole(Role.ADMIN)
  @Operation(summary = "List join tokens", description = "Lists join tokens, the newest first.")
  Items<JoinTokenResponse> list(@ParameterObject @Valid PlainQuery query) {
    return Items.of(
        Listing.JOIN_TOKENS,
        listings.joinTokens(query.page(Listing.JOIN_TOKENS)),
        JoinTokenResponse::of);
  }

  @GetMapping("/{id}")
  @RequiresRole(Role.ADMIN)
  @Operation(
      summary = "Show a join token",
      description = "Shows what the join token gives its hosts, and how often it was used.")
  ResponseEntity<JoinTokenResponse> get(@Parameter(description = ID) @PathVariable UUID id) {
    return tags.ok(JoinTokenResponse.of(tokens.get(id)));
  }

  @DeleteMapping("/{id}")
  @RequiresRole(Role.ADMIN)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      summary = "Revoke a join token",
      description = "Lets no host enrol with it any more; those that have stay. Again is no fault.")
  void revoke(@Parameter(description = ID) @PathVariable UUID id) {
    tokens.revoke(id);
  }
}
