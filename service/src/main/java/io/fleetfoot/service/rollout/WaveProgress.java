package io.fleetfoot.service.rollout;

import io.fleetfoot.service.reboot.RebootState;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How far one wave of a rollout has come. */
public record WaveProgress(int index, int size, State state) {

  /** Not open yet, open, with all its reboots ended, or with all of them taken back. */
  public enum State {
    PENDING,
    OPEN,
    DONE,
    WITHDRAWN
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
    if (members.stream().allMatch(member -> member.state() == RebootState.ABORTED)) {
      return State.WITHDRAWN;
    } else if (members.stream().allMatch(member -> member.state().isTerminal())) {
      return State.DONE;
    }
    boolean awaited =
        index == rollout.openWave() && rollout.state() == RolloutState.AWAITING_APPROVAL;
    return index > rollout.openWave() || awaited ? State.PENDING : State.OPEN;
  }
}
