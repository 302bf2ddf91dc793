package io.fleetfoot.service.store;

import com.zaxxer.hikari.HikariDataSource;
import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.rollout.GateOutcome;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutTimeouts;
import io.fleetfoot.service.scheduler.Admissions;
import io.fleetfoot.service.scheduler.AgentSignatures;
import io.fleetfoot.service.scheduler.ApiTokens;
import io.fleetfoot.service.scheduler.Assignments;
import io.fleetfoot.service.scheduler.Attempts;
import io.fleetfoot.service.scheduler.CurrentActor;
import io.fleetfoot.service.scheduler.Drains;
import io.fleetfoot.service.scheduler.FleetGauges;
import io.fleetfoot.service.scheduler.FleetMeters;
import io.fleetfoot.service.scheduler.HostCheckups;
import io.fleetfoot.service.scheduler.HostDownTimes;
import io.fleetfoot.service.scheduler.HostFits;
import io.fleetfoot.service.scheduler.HostGates;
import io.fleetfoot.service.scheduler.HostLoad;
import io.fleetfoot.service.scheduler.HostRepository;
import io.fleetfoot.service.scheduler.Hosts;
import io.fleetfoot.service.scheduler.JoinTokens;
import io.fleetfoot.service.scheduler.KernelImageRepository;
import io.fleetfoot.service.scheduler.KernelImages;
import io.fleetfoot.service.scheduler.KnownEnrolments;
import io.fleetfoot.service.scheduler.Plans;
import io.fleetfoot.service.scheduler.PowerCycle;
import io.fleetfoot.service.scheduler.PowerCycles;
import io.fleetfoot.service.scheduler.RebootRepository;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.scheduler.Reboots;
import io.fleetfoot.service.scheduler.Reports;
import io.fleetfoot.service.scheduler.RolloutGates;
import io.fleetfoot.service.scheduler.RolloutMoves;
import io.fleetfoot.service.scheduler.RolloutObserver;
import io.fleetfoot.service.scheduler.RolloutRepository;
import io.fleetfoot.service.scheduler.RolloutSteps;
import io.fleetfoot.service.scheduler.RolloutVerbs;
import io.fleetfoot.service.scheduler.Rollouts;
import io.fleetfoot.service.scheduler.SeenHosts;
import io.fleetfoot.service.scheduler.Sweeper;
import io.fleetfoot.service.scheduler.Ticks;
import io.fleetfoot.service.scheduler.TimingGate;
import io.fleetfoot.service.scheduler.TimingGates;
import io.fleetfoot.service.scheduler.Token;
import io.fleetfoot.service.scheduler.Transactions;
import io.fleetfoot.service.scheduler.TransitionLog;
import io.fleetfoot.service.scheduler.WhyNot;
import io.fleetfoot.service.testing.EveryAddress;
import io.fleetfoot.service.testing.TestDatabase;
import io.fleetfoot.service.testing.TestManifests;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One replica of the service's scheduler over a database, without Spring and without HTTP. */
public final class Replica implements AutoCloseable {

  /** The join token that every replica knows. */
  public static final Token JOIN_TOKEN = new Token("jt_test");

  /** How long a host of a replica may say nothing before it is silent. */
  public static final Duration SILENCE = Duration.ofMinutes(1);

  /** How far a host's clock may be from that of a replica. */
  public static final Duration CLOCK_SKEW = Duration.ofMinutes(2);

  /** What the gates say at every point, until a test says otherwise. */
  public volatile RolloutGates gates = RolloutGates.open();

  /** What this replica hears of the gates before each host. */
  public volatile HostGates hostGates = HostGates.open();

  /** How long rollouts may stay in their states. */
  public final RolloutTimeouts rolloutTimeouts = RolloutTimeouts.standard();

  private final HikariDataSource pool;
  private volatile Duration ahead = Duration.ZERO;

  public final JdbcClient jdbc;
  public final CurrentActor actor = new CurrentActor();
  public final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  public final HostRepository hostRepository;
  public final HostCheckups hostCheckups;
  public final RebootRepository rebootRepository;
  public final RolloutRepository rolloutRepository;
  public final KernelImageRepository kernelImageRepository;
  public final Transactions transactions;
  public final KernelImages kernelImages;
  public final Drains drains;
  public final Hosts hosts;
  public final JoinTokens joinTokens;
  public final AgentSignatures signatures;
  public final Reboots reboots;
  public final Plans plans;
  public final WhyNot whyNot;
  public final Rollouts rollouts;
  public final RolloutVerbs verbs;
  public final Attempts attempts;
  public final PowerCycles powerCycles;
  public final RolloutSteps rolloutSteps;
  public final Sweeper sweeper;
  public final Reports reports;
  public final Assignments assignments;
  public final SeenHosts seenHosts;
  public final Ticks ticks;

  public Replica(TestDatabase database, RebootTimeouts timeouts, long seed) {
    this(database, timeouts, seed, hosts -> HostLoad.none());
  }

  /** Makes a replica that can switch hosts off and on. */
  public Replica(TestDatabase database, RebootTimeouts timeouts, long seed, PowerCycle powerCycle) {
    this(database, timeouts, seed, hosts -> HostLoad.none(), powerCycle, List.of());
  }

  /** Makes a replica whose hosts carry the load that is said. */
  public Replica(
      TestDatabase database, RebootTimeouts timeouts, long seed, Function<Hosts, HostLoad> load) {
    this(database, timeouts, seed, load, PowerCycle.none(), List.of());
  }

  /** Makes a replica that keeps limits of the whole fleet. */
  public Replica(TestDatabase database, long seed, List<Limit> fleetLimits) {
    this(
        database,
        RebootTimeouts.standard(),
        seed,
        hosts -> HostLoad.none(),
        PowerCycle.none(),
        fleetLimits);
  }

  private Replica(
      TestDatabase database,
      RebootTimeouts timeouts,
      long seed,
      Function<Hosts, HostLoad> load,
      PowerCycle powerCycle,
      List<Limit> fleetLimits) {
    pool = database.connect();
    jdbc = JdbcClient.create(pool);
    hostRepository = new JdbcHostRepository(jdbc);
    hostCheckups = new JdbcHostCheckups(jdbc);
    rebootRepository = new JdbcRebootRepository(jdbc, actor);
    rolloutRepository = new JdbcRolloutRepository(jdbc, actor);
    kernelImageRepository = new JdbcKernelImageRepository(jdbc);
    TransitionLog transitions = new JdbcTransitionLog(jdbc, actor);
    transactions = new Transactions(new TransactionTemplate(new JdbcTransactionManager(pool)));
    FleetMeters meters = new FleetMeters(registry);
    kernelImages =
        new KernelImages(
            kernelImageRepository,
            new FileBlobStore(Path.of("target", "blobs")),
            transitions,
            transactions,
            InstantSource.system());
    Random random = new Random(seed);
    joinTokens =
        new JoinTokens(new JdbcJoinTokenRepository(jdbc), transitions, transactions, random);
    joinTokens.use(JOIN_TOKEN);
    assignments = new Assignments(rebootRepository, kernelImages, new JdbcProvenBoots(jdbc));
    reboots =
        new Reboots(
            rebootRepository,
            hostRepository,
            transitions,
            timeouts,
            transactions,
            assignments,
            meters);
    InstantSource clock = () -> Instant.now().plus(ahead);
    KnownEnrolments enrolments = new KnownEnrolments(hostRepository, clock);
    hosts =
        new Hosts(
            hostRepository,
            rebootRepository,
            reboots,
            joinTokens,
            enrolments,
            transitions,
            transactions);
    signatures = new AgentSignatures(enrolments, new JdbcNonceRepository(jdbc), CLOCK_SKEW, clock);
    RolloutMoves rolloutMoves =
        new RolloutMoves(rolloutRepository, transitions, transactions, meters);
    Admissions admissions =
        new Admissions(
            new JdbcFleetView(jdbc),
            rolloutRepository,
            fleetLimits,
            new HostFits(
                new HostDownTimes(new JdbcTimingSamples(jdbc)), new JdbcTimingSamples(jdbc), clock),
            rolloutTimeouts,
            meters,
            SILENCE,
            timeouts.of(RebootState.STAGING));
    plans = new Plans(hostRepository, kernelImages, admissions, transactions);
    attempts = new Attempts(rebootRepository, hostRepository, kernelImages, timeouts);
    verbs =
        new RolloutVerbs(
            rolloutRepository,
            rebootRepository,
            rolloutMoves,
            reboots,
            attempts,
            rolloutTimeouts,
            transactions,
            actor);
    TimingGates timing = new TimingGates(new TimingGate(new JdbcTimingSamples(jdbc)));
    RolloutObserver observer =
        new RolloutObserver(
            rolloutRepository,
            RolloutGates.all(List.of(timing, (rollout, point) -> gates.outcome(rollout, point))),
            new HostGates() {
              @Override
              public void ask(Rollout rollout, List<RebootId> hosts) {
                hostGates.ask(rollout, hosts);
              }

              @Override
              public Map<RebootId, GateOutcome> outcomes(Rollout rollout, List<RebootId> hosts) {
                return hostGates.outcomes(rollout, hosts);
              }
            });
    whyNot =
        new WhyNot(
            rolloutRepository,
            rebootRepository,
            hostRepository,
            hostCheckups,
            admissions,
            observer,
            meters);
    rollouts =
        new Rollouts(
            rolloutRepository,
            rebootRepository,
            hostRepository,
            kernelImages,
            admissions,
            verbs,
            timeouts,
            transactions,
            observer,
            new EveryAddress());
    rolloutSteps =
        new RolloutSteps(
            rolloutRepository,
            rebootRepository,
            reboots,
            rolloutMoves,
            admissions,
            observer,
            timing,
            rolloutTimeouts,
            attempts,
            load.apply(hosts),
            transactions,
            meters,
            random);
    drains = new Drains(rebootRepository, reboots, transactions, random);
    powerCycles = new PowerCycles(rebootRepository, reboots, transactions, powerCycle);
    sweeper =
        new Sweeper(
            rebootRepository,
            reboots,
            transactions,
            powerCycle,
            SILENCE,
            Duration.ZERO,
            InstantSource.system());
    reports =
        new Reports(rebootRepository, hostRepository, hostCheckups, reboots, transactions, meters);
    seenHosts = new SeenHosts(hostRepository);
    ticks =
        new Ticks(
            rolloutSteps,
            sweeper,
            assignments,
            seenHosts,
            new FleetGauges(
                hostRepository,
                hostCheckups,
                rebootRepository,
                rolloutRepository,
                SILENCE,
                meters));
  }

  /** Makes the API tokens of this replica, by a clock of the test's. */
  public ApiTokens apiTokens(InstantSource clock) {
    return new ApiTokens(
        new JdbcApiTokenRepository(jdbc),
        new JdbcTransitionLog(jdbc, actor),
        transactions,
        actor,
        new SecureRandom(),
        clock,
        Optional.empty());
  }

  /** Keeps a kernel image of the release, of which there are no files. */
  public KernelImage kernelImage(String release) {
    return kernelImageRepository.insert(
        new KernelImageId(UUID.randomUUID()), TestManifests.of(release));
  }

  /** Lets that much time pass for the keys and nonces that the replica remembers. */
  public void pass(Duration time) {
    ahead = ahead.plus(time);
  }

  @Override
  public void close() {
    pool.close();
  }
}
