package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.Assignment;

/** What the agent does next. */
sealed interface Step {

  /** Nothing, until the assignment changes. */
  record Wait() implements Step {}

  /** Forget what is staged; nothing is loaded in the kernel. */
  record Forget() implements Step {}

  /** Stage, and say so. */
  record Stage(Assignment.Stage assignment) implements Step {}

  /** Stage what an earlier run of the agent had staged, then go on. */
  record StageAgain(Assignment.Execute assignment) implements Step {}

  /** Verify the slot and enter it. */
  record Execute(Assignment.Execute assignment) implements Step {}
}
