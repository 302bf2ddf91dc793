package io.fleetfoot.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.image.testing.SyntheticKernel;
import io.fleetfoot.agent.loop.testing.Effects;
import io.fleetfoot.agent.loop.testing.Effects.Fault;
import io.fleetfoot.agent.loop.testing.RebootingService;
import io.fleetfoot.agent.loop.testing.RecordedLog;
import io.fleetfoot.agent.manifest.Blob;
import io.fleetfoot.agent.manifest.Manifest;
import io.fleetfoot.agent.manifest.testing.TestManifests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A simulation in which one thing goes wrong at a step of a reboot, by every method: the agent is
 * killed, the power is cut, the kernel, the disk or the service does not do what it is asked, or
 * somebody else takes the region. The steps are what a run without a fault does. Once the fault is
 * over, the host must end as it was, or proven on the new kernel, and the service must know which;
 * while it lasts, nothing must be loaded or counting that the agent can take back, and it must have
 * said what is wrong.
 *
 * <p>A kill, an effect that fails once, what the kernel refuses, and for {@code reserved} what
 * others do to its region, are looked at in each step. The rest is sampled: every tenth step, and
 * pairs of faults at random. {@code -Dfleetfoot.faults.every=1} looks at every step, {@code
 * -Dfleetfoot.faults=FULL_DISK,FAILURE} and {@code -Dfleetfoot.faults.methods=reserved,file} at
 * some, {@code -Dfleetfoot.faults.pairs=1000 -Dfleetfoot.faults.seed=8} at more pairs and others.
 */
class KilledAgentTest {
  private static final List<String> METHODS =
      List.of(
          System.getProperty("fleetfoot.faults.methods", "reserved,quick,normal,file,firmware")
              .split(","));

  private static final String ALL_FAULTS =
      Stream.of(Fault.values())
          .filter(fault -> fault != Fault.NONE)
          .map(Fault::name)
          .collect(Collectors.joining(","));
  private static final List<Fault> FAULTS =
      Stream.of(System.getProperty("fleetfoot.faults", ALL_FAULTS).split(","))
          .map(Fault::valueOf)
          .toList();

  /** What is looked at in every step; of the rest, and of what is withdrawn, every so many. */
  private static final Set<Fault> EACH =
      EnumSet.of(Fault.KILL, Fault.FAILURE, Fault.FORBIDDEN_LOADS, Fault.NO_MEMORY);

  /** What others do to the region, which one method has in common with them. */
  private static final Set<Fault> OTHERS = EnumSet.of(Fault.KDUMP_LOADED, Fault.REGION_GONE);

  private static final int EVERY = Integer.getInteger("fleetfoot.faults.every", 10);
  private static final int PAIRS = Integer.getInteger("fleetfoot.faults.pairs", 60);
  private static final long SEED = Long.getLong("fleetfoot.faults.seed", 7);

  private static final byte[] KERNEL = SyntheticKernel.gzippedBzImage();
  private static final byte[] INITRD = new byte[10_000];
  private static final String MENU =
      """
      set default="${next_entry}"
      menuentry 'six' $menuentry_id_option 'gnulinux-six' {
        linux /boot/vmlinuz-6.99.0-test root=UUID=7f ro
      }
      """;

  @TempDir private static Path directory;
  private static final Map<String, RebootingService.Wanted> WANTED = new HashMap<>();
  private static final Map<String, List<String>> STEPS = new HashMap<>();
  private static RecordedLog log;
  private static RebootingService service;
  private static Path trustedKeys;
  private static int hosts;

  @BeforeAll
  static void start() {
    log = RecordedLog.listening();
    service = new RebootingService();
    trustedKeys = directory.resolve("trusted-keys");
    TestManifests.pin(trustedKeys, TestManifests.KEY);
  }

  @AfterAll
  static void stop() {
    service.close();
    log.close();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void endsAsItWasOrProvenWhateverGoesWrongAtOneStep(String method, Fault fault, boolean withdrawn)
      throws Exception {
    List<Integer> steps = steps(method, fault);
    assertThat(steps).isNotEmpty();
    List<String> wrong = new ArrayList<>();
    boolean each = EACH.contains(fault) || method.equals("reserved") && OTHERS.contains(fault);
    for (int step : sampled(steps, each && !withdrawn, withdrawn ? EVERY / 2 : 0)) {
      wrong.addAll(inBetween(method, new Effects().at(step, fault), withdrawn));
    }
    assertThat(wrong).isEmpty();
  }

  static Stream<Arguments> faults() {
    return METHODS.stream()
        .flatMap(
            method ->
                FAULTS.stream()
                    .filter(fault -> concerns(fault, method))
                    .flatMap(
                        fault ->
                            Stream.of(false, true)
                                .map(withdrawn -> Arguments.of(method, fault, withdrawn))));
  }

  private static boolean concerns(Fault fault, String method) {
    return switch (fault) {
      case FORBIDDEN_LOADS, NO_MEMORY, TRUNCATED_DOWNLOAD, SPOILT_DOWNLOADS ->
          !method.equals("firmware");
      case REGION_GONE -> method.equals("reserved");
      default -> true;
    };
  }

  private static List<Integer> steps(String method, Fault fault) throws Exception {
    List<String> names = steps(method);
    return IntStream.range(0, names.size())
        .filter(step -> meets(fault, names.get(step)))
        .boxed()
        .toList();
  }

  private static boolean meets(Fault fault, String step) {
    return switch (fault) {
      case FORBIDDEN_LOADS, NO_MEMORY -> step.startsWith("KexecSystem.") && step.contains("load");
      case TRUNCATED_DOWNLOAD, SPOILT_DOWNLOADS -> step.startsWith("GET /agent/v1/blobs/");
      default -> true;
    };
  }

  private static List<Integer> sampled(List<Integer> steps, boolean each, int first) {
    boolean all = each || steps.size() < EVERY;
    return IntStream.range(0, steps.size())
        .filter(i -> all || i % EVERY == first)
        .mapToObj(steps::get)
        .toList();
  }

  @Test
  void endsAsItWasOrProvenWhenTwoThingsGoWrong() throws Exception {
    List<String> wrong = new ArrayList<>();
    var random = new Random(SEED);
    for (int run = 0; run < PAIRS; run++) {
      String method = METHODS.get(random.nextInt(METHODS.size()));
      var effects = new Effects();
      for (int fault = 0; fault < 2; fault++) {
        int step = random.nextInt(steps(method).size());
        effects.at(step, FAULTS.get(random.nextInt(FAULTS.size())));
      }
      wrong.addAll(inBetween(method, effects, random.nextBoolean()));
    }
    assertThat(wrong).isEmpty();
  }

  private static List<String> inBetween(String method, Effects effects, boolean withdrawn)
      throws Exception {
    MortalHost host = host(method, effects);
    if (withdrawn) {
      service.withdrawAfterAFault();
    }
    try {
      host.live();
      return host.inBetween().stream().toList();
    } catch (AssertionError e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> steps(String method) throws Exception {
    if (!STEPS.containsKey(method)) {
      STEPS.put(method, stepsWithoutAFault(method));
    }
    return STEPS.get(method);
  }

  private static List<String> stepsWithoutAFault(String method) throws Exception {
    var effects = new Effects();
    MortalHost host = host(method, effects);
    host.live();
    assertThat(service.state()).as(host::toString).isEqualTo(RebootingService.State.SUCCEEDED);
    assertThat(host.inBetween()).isEmpty();
    return effects.names();
  }

  private static MortalHost host(String method, Effects effects) throws Exception {
    service.want(WANTED.computeIfAbsent(method, KilledAgentTest::wanted), effects);
    Path state = Files.createDirectory(directory.resolve("host-" + hosts++));
    return new MortalHost(state, trustedKeys, service, effects, log, MENU);
  }

  private static RebootingService.Wanted wanted(String method) {
    Manifest manifest =
        TestManifests.of(
            MortalHost.NEW,
            new Blob(service.keep(KERNEL), KERNEL.length),
            new Blob(service.keep(INITRD), INITRD.length));
    return new RebootingService.Wanted(
        MortalHost.NEW,
        "{\"id\": \"i-1\", \"manifest\": %s}".formatted(TestManifests.signed(manifest)),
        TestManifests.verified(manifest).sha256(),
        "{\"methods\": [\"%s\"], \"verification\": \"kcore\"}".formatted(method),
        method.equals("firmware"));
  }
}
