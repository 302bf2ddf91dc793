package io.fleetfoot.service.store;

import io.fleetfoot.service.scheduler.SavedTransition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** Reads rows of the outbox as values. */
final class TransitionRows {

  static final String SELECT =
      """
      select cast(cast(transaction_id as text) as bigint) as transaction_number, id, at, actor,
             subject, subject_id, host_id, rollout_id, from_state, to_state, cause
      from transition
      """;

  private TransitionRows() {}

  static SavedTransition transition(ResultSet row, int index) throws SQLException {
    return new SavedTransition(
        new SavedTransition.Position(row.getLong("transaction_number"), row.getLong("id")),
        Rows.instant(row, "at"),
        row.getString("actor"),
        row.getString("subject"),
        row.getObject("subject_id", UUID.class),
        row.getObject("host_id", UUID.class),
        row.getObject("rollout_id", UUID.class),
        row.getString("from_state"),
        row.getString("to_state"),
        row.getString("cause"));
  }
}
