package io.fleetfoot.service.api;

import io.fleetfoot.service.access.ApiTokenId;
import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.scheduler.ApiTokens;
import io.fleetfoot.service.scheduler.Listings;
import io.fleetfoot.service.scheduler.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
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

/** The API tokens, for admins. */
@RestController
@RequestMapping("/api/v1/tokens")
@Tag(name = "tokens", description = "The API tokens of people and programs.")
class ApiTokenController {

  private static final String ID = "The API token's id.";

  private final ApiTokens tokens;
  private final Listings listings;
  private final EntityTags tags;

  ApiTokenController(ApiTokens tokens, Listings listings, EntityTags tags) {
    this.tokens = tokens;
    this.listings = listings;
    this.tags = tags;
  }

  @PostMapping
  @RequiresRole(Role.ADMIN)
  @SecretAnswer
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      summary = "Make an API token",
      description = "Makes an API token and shows it, this once; only its hash is kept.")
  @Problems(ProblemCode.TOKEN_NAME_TAKEN)
  ResponseEntity<ApiTokenResponse> create(@Valid @RequestBody ApiTokenRequest request) {
    ApiTokenResponse created =
        ApiTokenResponse.of(
            tokens.create(request.name(), request.role(), request.wantedLifetime()));
    return ResponseEntity.created(URI.create("/api/v1/tokens/" + created.id())).body(created);
  }

  @GetMapping
  @RequiresRole(Role.ADMIN)
  @Operation(summary = "List API tokens", description = "Lists API tokens, the newest first.")
  Items<ApiTokenResponse> list(@ParameterObject @Valid PlainQuery query) {
    return Items.of(
        Listing.API_TOKENS,
        listings.apiTokens(query.page(Listing.API_TOKENS)),
        ApiTokenResponse::of);
  }

  @GetMapping("/{id}")
  @RequiresRole(Role.ADMIN)
  @Operation(
      summary = "Show an API token",
      description = "Shows who has the API token, what for, and when it was last used.")
  ResponseEntity<ApiTokenResponse> get(@Parameter(description = ID) @PathVariable UUID id) {
    return tags.ok(ApiTokenResponse.of(tokens.get(new ApiTokenId(id))));
  }

  /** Revokes the token, once and for all; again is no fault. */
  @DeleteMapping("/{id}")
  @RequiresRole(Role.ADMIN)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      summary = "Revoke an API token",
      description = "Takes the API token back, once and for all; again is no fault.")
  void revoke(@Parameter(description = ID) @PathVariable UUID id) {
    tokens.revoke(new ApiTokenId(id));
  }
}
