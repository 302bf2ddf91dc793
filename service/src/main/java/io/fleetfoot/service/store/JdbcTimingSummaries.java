package io.fleetfoot.service.store;

import io.fleetfoot.service.scheduler.Listings;
import io.fleetfoot.service.scheduler.TimingSummaries;
import io.fleetfoot.service.timing.Phase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcTimingSummaries implements TimingSummaries {

  private static final String SUMMARIZE =
      """
      select case :groupBy when 'METHOD' then reboot.method
                           when 'FROM_RELEASE' then reboot.from_release
                           when 'TO_RELEASE' then reboot.to_release end as together,
             reboot_phase.phase, count(*) as measured,
             count(*) filter (where reboot_phase.quality = 'bound') as bounds,
             percentile_cont(array[0.5, 0.95, 0.99]) within group (order by reboot_phase.nanos)
               as percentiles,
             max(reboot_phase.nanos) as longest
      from reboot join reboot_phase on reboot_phase.reboot_id = reboot.id
      where reboot.deadline is null
        and (cast(:rollout as uuid) is null or reboot.rollout_id = cast(:rollout as uuid))
        and (cast(:host as uuid) is null or reboot.host_id = cast(:host as uuid))
        and (cast(:method as text) is null or reboot.method = cast(:method as text))
        and (cast(:toRelease as text) is null or reboot.to_release = cast(:toRelease as text))
      group by together, reboot_phase.phase
      """;

  private final JdbcClient jdbc;

  JdbcTimingSummaries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public List<Summary> summarize(GroupBy groupBy, Listings.TimingFilter filter) {
    return jdbc
        .sql(SUMMARIZE)
        .param("groupBy", groupBy.name())
        .params(JdbcListings.columns(filter))
        .query(JdbcTimingSummaries::summary)
        .list()
        .stream()
        .sorted(
            Comparator.comparing(
                    Summary::group, Comparator.nullsLast(Comparator.<String>naturalOrder()))
                .thenComparing(Summary::phase))
        .toList();
  }

  private static Summary summary(ResultSet row, int index) throws SQLException {
    Double[] percentiles = (Double[]) row.getArray("percentiles").getArray();
    return new Summary(
        row.getString("together"),
        Phase.named(row.getString("phase")).orElseThrow(),
        row.getLong("measured"),
        row.getLong("bounds"),
        nanos(percentiles[0]),
        nanos(percentiles[1]),
        nanos(percentiles[2]),
        Duration.ofNanos(row.getLong("longest")));
  }

  private static Duration nanos(double nanos) {
    return Duration.ofNanos(Math.round(nanos));
  }
}
