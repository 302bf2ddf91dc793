package io.fleetfoot.service.api;

import io.fleetfoot.service.access.ApiTokenId;
import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.scheduler.ApiTokens;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.UUID;
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
class ApiTokenController {

  private final ApiTokens tokens;

  ApiTokenController(ApiTokens tokens) {
    this.tokens = tokens;
  }

  @PostMapping
  @RequiresRole(Role.ADMIN)
  ResponseEntity<ApiTokenResponse> create(@Valid @RequestBody ApiTokenRequest request) {
    ApiTokenResponse created =
        ApiTokenResponse.of(
            tokens.create(request.name(), request.role(), request.wantedLifetime()));
    return ResponseEntity.created(URI.create("/api/v1/tokens/" + created.id())).body(created);
  }

  @GetMapping
  @RequiresRole(Role.ADMIN)
  Items<ApiTokenResponse> list() {
    return new Items<>(tokens.list().stream().map(ApiTokenResponse::of).toList());
  }

  @GetMapping("/{id}")
  @RequiresRole(Role.ADMIN)
  ApiTokenResponse get(@PathVariable UUID id) {
    return ApiTokenResponse.of(tokens.get(new ApiTokenId(id)));
  }

  /** Revokes the token, once and for all; again is no fault. */
  @DeleteMapping("/{id}")
  @RequiresRole(Role.ADMIN)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revoke(@PathVariable UUID id) {
    tokens.revoke(new ApiTokenId(id));
  }
}
