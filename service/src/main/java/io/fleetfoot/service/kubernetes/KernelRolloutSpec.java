package io.fleetfoot.service.kubernetes;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a KernelRollout asks for, as it was written; {@link SpecReader} judges it.
 *
 * @param kernelImage id or name of a kernel image
 * @param selector which nodes; all when absent
 * @param waves how many nodes each wave has
 * @param maxUnavailable how many nodes may be down at once
 * @param failureBudget how many failed nodes are tolerated
 * @param soak how long the new kernel must run, as an ISO 8601 duration
 * @param bootDeadline how long a node may be silent after it went, likewise
 * @param drain how pods are taken off a node
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record KernelRolloutSpec(
    @Nullable String kernelImage,
    @Nullable Selector selector,
    @Nullable List<IntOrString> waves,
    @Nullable IntOrString maxUnavailable,
    @Nullable Integer failureBudget,
    @Nullable String soak,
    @Nullable String bootDeadline,
    @Nullable Drain drain) {

  static KernelRolloutSpec empty() {
    return new KernelRolloutSpec(null, null, null, null, null, null, null, null);
  }

  /** Chooses nodes by labels. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Selector(@Nullable Map<String, String> matchLabels) {}

  /** The words of {@code kubectl drain}. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Drain(
      @Nullable String mode,
      @Nullable Boolean ignoreDaemonSets,
      @Nullable Boolean deleteEmptyDirData,
      @Nullable Boolean force,
      @Nullable Integer gracePeriodSeconds,
      @Nullable String timeout,
      @Nullable Integer skipWaitForDeleteTimeoutSeconds,
      @Nullable String podSelector) {}
}
