package io.fleetfoot.service.simulation;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.simulation.SimulatedAgent.Fate;
import io.fleetfoot.service.store.Replica;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The hosts of a simulation, in racks of a hundred and four zones, and their agents. */
final class SimulatedFleet {

  private static final String INSERT =
      """
      insert into host (id, machine_id, public_key, enrolled_at, hostname, boot_id, kernel_release,
                        facts, labels, availability, availability_reason)
      select id, 'm' || i, '\\x302a300506032b6570032100'::bytea || sha256(i::text::bytea), now(), hostname, boot,
             '6.1.0',
             jsonb_build_object('hostname', hostname, 'machineId', 'm' || i, 'bootId', boot,
                                'kernelRelease', '6.1.0', 'commandLine', 'quiet',
                                'architecture', 'x86_64', 'memoryBytes', 1073741824,
                                'reservedRegions', '[]'::jsonb, 'agentVersion', '0.1.0'),
             jsonb_build_object('rack', 'r' || i / 100, 'zone', 'z' || i % 4), 'UP', 'registered'
      from (
        select i, gen_random_uuid() as id, 'host-' || lpad(i::text, 6, '0') as hostname,
               gen_random_uuid()::text as boot
        from generate_series(0, :hosts - 1) as i
      ) made
      """;

  private final List<SimulatedAgent> agents;

  private SimulatedFleet(List<SimulatedAgent> agents) {
    this.agents = agents;
  }

  /** Makes the hosts; one in twenty fails in one of five ways, and one in a hundred is silent. */
  static SimulatedFleet create(JdbcClient jdbc, int hosts, long seed) {
    jdbc.sql(INSERT).param("hosts", hosts).update();
    Random random = new Random(seed);
    List<SimulatedAgent> agents =
        jdbc.sql("select id, hostname, boot_id from host order by hostname")
            .query((row, index) -> agent(row, fate(random), random.nextLong()))
            .list();
    return new SimulatedFleet(agents);
  }

  List<SimulatedAgent> agents() {
    return agents;
  }

  long count(Fate fate) {
    return agents.stream().filter(agent -> agent.fate() == fate).count();
  }

  /**
   * Returns the work of one of several threads: the agents that are its, each through a replica.
   */
  Callable<Void> work(int thread, int threads, IntFunction<Replica> replicas, Instant now) {
    return () -> {
      IntStream.iterate(thread, i -> i < agents.size(), i -> i + threads)
          .forEach(i -> agents.get(i).act(replicas.apply(i), now));
      return null;
    };
  }

  private static SimulatedAgent agent(ResultSet row, Fate fate, long seed) throws SQLException {
    return new SimulatedAgent(
        new HostId(row.getObject("id", UUID.class)),
        row.getString("hostname"),
        row.getString("boot_id"),
        fate,
        seed);
  }

  private static Fate fate(Random random) {
    int permille = random.nextInt(1000);
    if (permille < 10) {
      return Fate.FALLS_SILENT;
    } else if (permille < 20) {
      return Fate.REFUSES;
    } else if (permille < 40) {
      return Fate.ROLLS_BACK;
    } else if (permille < 50) {
      return Fate.BOOTS_ANOTHER_KERNEL;
    }
    return permille < 60 ? Fate.DOES_NOT_REBOOT : Fate.BOOTS;
  }
}
