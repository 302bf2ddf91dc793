package io.fleetfoot.service.rollout;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How far one wave of a rollout has come. */
public record WaveProgress(int index, int size, State state) {

  /** Not open yet, open, or with all its reboots ended. */
  public enum State {
    PENDING,
    OPEN,
    DONE
  }

  /** Returns the progress of each wave, in their order. */
  public static List<WaveProgress> of(Rollout rollout, List<Member> members) {
    return members.stream()
        .collect(Collectors.groupingBy(Member::wave, TreeMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(entry -> of(rollout, entry.getKey(), entry.getValue()))
        .toList();
  }

  private static WaveProgress of(Rollout rollout, int index, List<Member> members) {
    return new WaveProgress(index, members.size(), state(rollout, index, members));
  }

  private static State state(Rollout rollout, int index, List<Member> members) {
    if (members.stream().allMatch(member -> member.state().isTerminal())) {
      return State.DONE;
    }
    return index > rollout.openWave() ? State.PENDING : State.OPEN;
  }
}
