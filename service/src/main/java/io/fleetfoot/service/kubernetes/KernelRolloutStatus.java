package io.fleetfoot.service.kubernetes;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a KernelRollout stands.
 *
 * @param observedGeneration the generation of the spec that this is about
 * @param rollout id of the rollout in {@code /api/v1/rollouts}
 * @param state the rollout's state
 * @param reason why it stands where it stands
 * @param release the kernel release that the nodes are to run
 * @param currentWave index of the open wave
 * @param hosts how many nodes the rollout is over
 * @param counts how many reboots are in each state
 * @param reasons what keeps nodes, or ended them other than well; the first of them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record KernelRolloutStatus(
    @Nullable Long observedGeneration,
    @Nullable String rollout,
    @Nullable String state,
    @Nullable String reason,
    @Nullable String release,
    @Nullable Integer currentWave,
    @Nullable List<Wave> waves,
    @Nullable Integer hosts,
    @Nullable Integer succeeded,
    @Nullable Integer failed,
    @Nullable Map<String, Integer> counts,
    @Nullable List<NodeReason> reasons,
    @Nullable String startedAt,
    @Nullable String finishedAt,
    @Nullable List<Condition> conditions) {

  static KernelRolloutStatus empty() {
    return new KernelRolloutStatus(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  KernelRolloutStatus with(long generation, List<Condition> newConditions) {
    return new KernelRolloutStatus(
        generation,
        rollout,
        state,
        reason,
        release,
        currentWave,
        waves,
        hosts,
        succeeded,
        failed,
        counts,
        reasons,
        startedAt,
        finishedAt,
        newConditions);
  }

  /** One wave, and where it stands. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Wave(int index, int size, String state) {}

  /** What keeps one node, or ended its reboot. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record NodeReason(String node, String state, String reason) {}
}
