package io.fleetfoot.service.simulation;

import io.fleetfoot.service.reboot.RebootState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the database's own history says of hosts and reboots, in the order in which it happened. */
final class FleetHistory {

  private final JdbcClient jdbc;

  FleetHistory(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A move of a reboot, or its planning if it comes from nowhere. */
  record Move(UUID reboot, int wave, @Nullable RebootState from, RebootState to) {

    boolean isLegal() {
      return from == null ? to == RebootState.QUEUED : from == to || from.next().contains(to);
    }
  }

  /** Returns all moves of the rollout's reboots. */
  List<Move> moves(UUID rollout) {
    return jdbc.sql(
            """
            select reboot.id, reboot.wave, transition.from_state, transition.to_state
            from transition join reboot on reboot.id = transition.subject_id
            where transition.subject = 'REBOOT' and reboot.rollout_id = :rollout
            order by transition.id
            """)
        .param("rollout", rollout)
        .query((row, index) -> move(row))
        .list();
  }

  private static Move move(ResultSet row) throws SQLException {
    String from = row.getString("from_state");
    return new Move(
        row.getObject("id", UUID.class),
        row.getInt("wave"),
        from == null ? null : RebootState.valueOf(from),
        RebootState.valueOf(row.getString("to_state")));
  }

  /** Returns how many hosts were down at the worst, of all together and of those that share it. */
  Map<String, Integer> mostDown(String label) {
    Map<String, Set<UUID>> down = new HashMap<>();
    Map<String, Integer> most = new HashMap<>();
    jdbc.sql(
            """
            select transition.subject_id, transition.to_state, host.labels ->> :label as domain
            from transition join host on host.id = transition.subject_id
            where transition.subject = 'HOST' and transition.to_state in ('UP', 'DOWN')
            order by transition.id
            """)
        .param("label", label)
        .query(
            (row, index) ->
                List.of(
                    row.getObject("subject_id", UUID.class),
                    row.getString("to_state").equals("DOWN"),
                    row.getString("domain")))
        .list()
        .forEach(
            change -> {
              count(down, most, "all", (UUID) change.get(0), (boolean) change.get(1));
              count(
                  down,
                  most,
                  (String) change.get(2),
                  (UUID) change.get(0),
                  (boolean) change.get(1));
            });
    return most;
  }

  private static void count(
      Map<String, Set<UUID>> down,
      Map<String, Integer> most,
      String domain,
      UUID host,
      boolean isDown) {
    Set<UUID> hosts = down.computeIfAbsent(domain, key -> new HashSet<>());
    if (isDown) {
      hosts.add(host);
    } else {
      hosts.remove(host);
    }
    most.merge(domain, hosts.size(), Math::max);
  }

  /** Returns the reboots that a later wave admitted before every reboot of an earlier one ended. */
  static List<Move> outOfWaveOrder(List<Move> moves) {
    Map<Integer, Integer> unended = new HashMap<>();
    List<Move> wrong = new ArrayList<>();
    for (Move move : moves) {
      if (move.from() == null) {
        unended.merge(move.wave(), 1, Integer::sum);
      } else if (move.to().isTerminal()) {
        unended.merge(move.wave(), -1, Integer::sum);
      } else if (move.to() == RebootState.VERIFYING
          && unended.entrySet().stream()
              .anyMatch(wave -> wave.getKey() < move.wave() && wave.getValue() > 0)) {
        wrong.add(move);
      }
    }
    return wrong;
  }
}
