package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Identity;
import io.fleetfoot.service.access.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells whoever asks as whom the service knows him. */
@RestController
@Tag(name = "tokens", description = "The API tokens of people and programs.")
class WhoAmIController {

  /** Who asks, what he may do, and until when. */
  record WhoAmIResponse(
      @Schema(description = "The name that the audit log has.", example = "token:ci") String name,
      @Schema(description = "Each role held, without those it includes.") List<Role> roles,
      @Schema(description = "Until when the credentials hold.") @Nullable Instant expiresAt) {}

  @GetMapping("/api/v1/whoami")
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "Show who asks",
      description = "Tells whoever asks as whom the service knows him, and what he may do.")
  WhoAmIResponse whoAmI(@Parameter(hidden = true) ApiAuthentication authentication) {
    Identity identity = authentication.identity();
    return new WhoAmIResponse(
        identity.actor().name(),
        identity.actor().roles().stream().sorted().toList(),
        identity.expiresAt());
  }
}
