package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Member;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.RolloutTimeouts;
import io.fleetfoot.service.rollout.Tried;
import io.fleetfoot.service.rollout.Verb;
import io.fleetfoot.service.rollout.VerbRefusedException;
import io.fleetfoot.service.rollout.Verbs;
import io.fleetfoot.service.rollout.Word;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Does what humans ask of rollouts that have begun; a word said twice changes nothing. */
public class RolloutVerbs {

  private final RolloutRepository rollouts;
  private final RebootRepository reboots;
  private final RolloutMoves moves;
  private final Reboots rebootMoves;
  private final Attempts attempts;
  private final RolloutTimeouts timeouts;
  private final Transactions transactions;
  private final CurrentActor actor;

  /** Makes it over its repositories, the moves, further attempts, and who acts. */
  public RolloutVerbs(
      RolloutRepository rollouts,
      RebootRepository reboots,
      RolloutMoves moves,
      Reboots rebootMoves,
      Attempts attempts,
      RolloutTimeouts timeouts,
      Transactions transactions,
      CurrentActor actor) {
    this.rollouts = rollouts;
    this.reboots = reboots;
    this.moves = moves;
    this.rebootMoves = rebootMoves;
    this.attempts = attempts;
    this.timeouts = timeouts;
    this.transactions = transactions;
    this.actor = actor;
  }

  /** Returns the rollout as it begins now, asked for by who acts. */
  Rollout begun(RolloutId id, RolloutSpec spec) {
    return Rollout.begun(id, spec, actor.get().name(), rollouts.now(), timeouts);
  }

  /**
   * Does what the verb means, if the rollout is still at the version where one is expected.
   *
   * @param reason why, in the words of who acts, kept with the change; null if they say nothing
   * @throws ConflictException {@code rollout-ended}, {@code rollout-in-other-state}, {@code
   *     wave-not-done} or {@code approver-is-author}
   * @throws VersionMismatchException if it is at another version
   * @throws NotFoundException if there is none of this id
   */
  public void say(Verb verb, @Nullable String reason, RolloutId id, OptionalLong expected) {
    Word word = new Word(verb, actor.get().name(), reason);
    transactions.run(
        () -> {
          Rollout rollout =
              rollouts.lock(id).orElseThrow(() -> new NotFoundException("rollout", id.toString()));
          requireVersion("rollout " + id, rollout.version(), expected);
          List<Member> members = rollouts.listMembers(id);
          Rollout after = after(word, rollout, members);
          if (!after.equals(rollout)) {
            moves.save(rollout.state(), after, verb.name() + " by " + word.whoAndWhy());
          }
          if (verb == Verb.RETRY) {
            retry(id, members);
          }
          return id;
        });
  }

  /**
   * Takes back the reboot, so that its rollout goes on without the host; who was skipped already
   * stays so.
   *
   * @throws ConflictException {@code reboot-ended} or {@code reboot-past-return}
   * @throws VersionMismatchException if it is not at the version where one is expected
   * @throws NotFoundException if there is none of this id
   */
  public void skip(RebootId id, OptionalLong expected) {
    transactions.run(
        () -> {
          Reboot reboot =
              reboots.find(id).orElseThrow(() -> new NotFoundException("reboot", id.toString()));
          requireVersion("reboot " + id, reboot.version(), expected);
          if (reboot.state().isWithdrawable()) {
            rebootMoves.move(reboot, new RebootEvent.Withdrawn("skipped by " + actor.get().name()));
          } else if (reboot.state() != RebootState.ABORTED) {
            throw new ConflictException(
                reboot.state().isTerminal() ? "reboot-ended" : "reboot-past-return",
                "reboot %s is %s, and can be skipped only before its point of no return"
                    .formatted(id, reboot.state()));
          }
          return id;
        });
  }

  private Rollout after(Word word, Rollout rollout, List<Member> members) {
    try {
      return Verbs.say(word, rollout, members, rollouts.now(), timeouts);
    } catch (VerbRefusedException e) {
      throw new ConflictException(code(e.why()), String.valueOf(e.getMessage()));
    }
  }

  /** A human may try a host more often than the rollout's policy does. */
  private void retry(RolloutId id, List<Member> members) {
    Instant now = rollouts.now();
    Map<RebootId, Tried> tried = rollouts.listTried(id);
    attempts.again(
        members.stream()
            .filter(member -> member.state().isFailure() && !member.hostDown())
            .map(Member::reboot)
            .filter(reboot -> !tried.getOrDefault(reboot, Tried.ONCE).busy())
            .toList(),
        now);
  }

  private static void requireVersion(String what, long found, OptionalLong expected) {
    if (expected.isPresent() && expected.getAsLong() != found) {
      throw new VersionMismatchException(what, expected.getAsLong(), found);
    }
  }

  private static String code(VerbRefusedException.Why why) {
    return switch (why) {
      case ENDED -> ProblemCode.ROLLOUT_ENDED.wireName();
      case OTHER_STATE -> ProblemCode.ROLLOUT_IN_OTHER_STATE.wireName();
      case WAVE_NOT_DONE -> ProblemCode.WAVE_NOT_DONE.wireName();
      case APPROVER_IS_AUTHOR -> ProblemCode.APPROVER_IS_AUTHOR.wireName();
    };
  }
}
