package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.fleet.OneLine;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an administrator sends to make a join token. */
record JoinTokenRequest(
    @Schema(description = "Its name, for people.", example = "rack-7")
        @NotBlank @Size(max = 200) @Pattern(regexp = OneLine.PATTERN, message = "must not hold control characters") String name,
    @Schema(description = "Labels that it gives its hosts; they win over the agents' own.")
        @Nullable Map<String, String> labels,
    @Schema(description = "Until when hosts enrol with it; without end when absent.")
        @Nullable Instant expiresAt,
    @Schema(description = "How many hosts may enrol with it; any number when absent.") @Positive @Nullable Integer maxUses) {

  Labels toLabels() {
    return RegisterRequest.labels(labels);
  }

  @Nullable Instant toExpiry(Instant now) {
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      throw new InvalidRequestException(
          "$.expiresAt", "%s is over: it is %s".formatted(expiresAt, now));
    }
    return expiresAt;
  }
}
