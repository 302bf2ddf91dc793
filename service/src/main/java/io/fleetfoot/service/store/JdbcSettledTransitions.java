package io.fleetfoot.service.store;

import io.fleetfoot.service.scheduler.SavedTransition;
import io.fleetfoot.service.scheduler.SettledTransitions;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcSettledTransitions implements SettledTransitions {

  private static final String HORIZON =
      """
      select cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint)
      """;

  private static final String READ =
      TransitionRows.SELECT
          + """
            where (transaction_id, id) > (cast(:transaction as xid8), cast(:id as bigint))
              and transaction_id < cast(:horizon as xid8)
            order by transaction_id, id
            limit :limit
            """;

  private final JdbcClient jdbc;

  JdbcSettledTransitions(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public long horizon() {
    return jdbc.sql(HORIZON).query(Long.class).single();
  }

  @Override
  public List<SavedTransition> read(SavedTransition.Position after, long horizon, int limit) {
    return jdbc.sql(READ)
        .param("transaction", Long.toString(after.transaction()))
        .param("id", after.id())
        .param("horizon", Long.toString(horizon))
        .param("limit", limit)
        .query(TransitionRows::transition)
        .list();
  }
}
