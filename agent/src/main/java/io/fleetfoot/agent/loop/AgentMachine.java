package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.Assignment;
import java.util.Optional;

/** Decides the next step from what is wanted, what is staged and what was answered already. */
final class AgentMachine {
  private AgentMachine() {}

  /**
   * What the decision rests on.
   *
   * @param staged what the host was made ready for
   * @param answered the assignment that was last seen through to a report
   * @param spentExecId the execution that this boot came from: an execution happens once
   * @param begun whether anything was done to get the host ready, however far that came
   */
  record Progress(
      Optional<Preparation> staged,
      Optional<Assignment> answered,
      Optional<String> spentExecId,
      boolean begun) {}

  static Step next(Assignment assignment, Progress progress) {
    if (assignment instanceof Assignment.Stage stage) {
      return isAnswered(stage, progress) ? new Step.Wait() : new Step.Stage(stage);
    }
    if (assignment instanceof Assignment.Execute execute) {
      return execute(execute, progress);
    }
    return progress.begun() ? new Step.Forget() : new Step.Wait();
  }

  private static Step execute(Assignment.Execute execute, Progress progress) {
    boolean spent = progress.spentExecId().filter(execute.execId()::equals).isPresent();
    if (spent || isAnswered(execute, progress)) {
      return new Step.Wait();
    }
    boolean staged =
        progress
            .staged()
            .filter(preparation -> preparation.order().equals(Order.of(execute)))
            .isPresent();
    return staged ? new Step.Execute(execute) : new Step.StageAgain(execute);
  }

  private static boolean isAnswered(Assignment assignment, Progress progress) {
    return progress.answered().filter(assignment::equals).isPresent();
  }
}
