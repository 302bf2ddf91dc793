package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Identity;
import io.fleetfoot.service.access.Role;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells whoever asks as whom the service knows him. */
@RestController
class WhoAmIController {

  /** Who asks, what he may do, and until when. */
  record WhoAmIResponse(String name, List<Role> roles, @Nullable Instant expiresAt) {}

  @GetMapping("/api/v1/whoami")
  @RequiresRole(Role.VIEWER)
  WhoAmIResponse whoAmI(ApiAuthentication authentication) {
    Identity identity = authentication.identity();
    return new WhoAmIResponse(
        identity.actor().name(),
        identity.actor().roles().stream().sorted().toList(),
        identity.expiresAt());
  }
}
