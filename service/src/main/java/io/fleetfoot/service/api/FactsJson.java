package io.fleetfoot.service.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fleetfoot.service.fleet.Facts;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The facts of a host as its agent sends them. */
@JsonIgnoreProperties(ignoreUnknown = true)
record FactsJson(
    @NotBlank String hostname,
    @NotBlank String machineId,
    @NotBlank String bootId,
    @NotBlank String kernelRelease,
    @NotNull String commandLine,
    @NotBlank String architecture,
    long memoryBytes,
    @Nullable List<@Valid RegionJson> reservedRegions,
    @Nullable String agentVersion) {

  @JsonIgnoreProperties(ignoreUnknown = true)
  record RegionJson(@NotBlank String name, @NotBlank String start, @NotBlank String end) {}

  Facts toFacts() {
    return new Facts(
        hostname,
        machineId,
        bootId,
        kernelRelease,
        commandLine,
        architecture,
        memoryBytes,
        reservedRegions == null
            ? List.of()
            : reservedRegions.stream()
                .map(
                    region -> new Facts.ReservedRegion(region.name(), region.start(), region.end()))
                .toList(),
        agentVersion == null ? "" : agentVersion);
  }
}
