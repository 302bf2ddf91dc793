package io.fleetfoot.service.store;

import io.fleetfoot.service.scheduler.CurrentActor;
import io.fleetfoot.service.scheduler.Transition;
import io.fleetfoot.service.scheduler.TransitionLog;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcTransitionLog implements TransitionLog {

  private static final String APPEND =
      """
      insert into transition (subject, subject_id, host_id, rollout_id, from_state, to_state, cause,
                              actor)
      values (:subject, :subjectId, :host, :rollout, :from, :to, :cause, :actor)
      """;

  private final JdbcClient jdbc;
  private final CurrentActor actor;

  JdbcTransitionLog(JdbcClient jdbc, CurrentActor actor) {
    this.jdbc = jdbc;
    this.actor = actor;
  }

  @Override
  public void append(Transition transition) {
    int rows =
        jdbc.sql(APPEND)
            .param("subject", transition.subject().name())
            .param("subjectId", transition.subjectId())
            .param("host", transition.host() == null ? null : transition.host().value())
            .param("rollout", transition.rollout() == null ? null : transition.rollout().value())
            .param("from", transition.from())
            .param("to", transition.to())
            .param("cause", transition.cause())
            .param("actor", actor.get().name())
            .update();
    Rows.one(rows, "a transition");
  }
}
