package io.fleetfoot.service.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fleetfoot.service.fleet.HostKey;
import io.fleetfoot.service.fleet.Labels;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an agent sends to make its host known. */
@JsonIgnoreProperties(ignoreUnknown = true)
record RegisterRequest(
    @NotBlank String joinToken,
    @NotBlank String publicKey,
    @Nullable Map<String, String> labels,
    @NotNull @Valid FactsJson facts) {

  Labels toLabels() {
    return labels(labels);
  }

  HostKey toKey() {
    try {
      return HostKey.parse(publicKey);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException("$.publicKey", String.valueOf(e.getMessage()));
    }
  }

  static Labels labels(@Nullable Map<String, String> labels) {
    try {
      return labels == null ? Labels.none() : new Labels(labels);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException("$.labels", String.valueOf(e.getMessage()));
    }
  }
}
