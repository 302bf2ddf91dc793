package io.fleetfoot.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.image.testing.SyntheticKernel;
import io.fleetfoot.agent.loop.testing.Effects;
import io.fleetfoot.agent.loop.testing.Effects.Fault;
import io.fleetfoot.agent.loop.testing.RebootingService;
import io.fleetfoot.agent.manifest.Blob;
import io.fleetfoot.agent.manifest.Manifest;
import io.fleetfoot.agent.manifest.testing.TestManifests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A simulation in which the agent is killed, or the power is cut, at each step of a reboot, one by
 * one; the steps are what a run without a fault does. The host must end as it was, or proven on the
 * new kernel, and the service must know which.
 *
 * <p>{@code -Dfleetfoot.faults.methods=reserved,quick,normal,file,firmware} and {@code
 * -Dfleetfoot.faults.every=1} look at every method and step; without them it is what follows.
 */
class KilledAgentTest {
  private static final List<String> METHODS =
      List.of(System.getProperty("fleetfoot.faults.methods", "reserved,firmware").split(","));

  /** Every step where the agent is killed and goes on, and of the rest every so many. */
  private static final int EVERY = Integer.getInteger("fleetfoot.faults.every", 10);

  private static final byte[] KERNEL = SyntheticKernel.gzippedBzImage();
  private static final byte[] INITRD = new byte[10_000];
  private static final Logger LOG = Logger.getLogger("io.fleetfoot.agent");
  private static final String MENU =
      """
      set default="${next_entry}"
      menuentry 'six' $menuentry_id_option 'gnulinux-six' {
        linux /boot/vmlinuz-6.99.0-test root=UUID=7f ro
      }
      """;

  @TempDir private static Path directory;
  private static final Map<String, RebootingService.Wanted> WANTED = new HashMap<>();
  private static final Map<String, Integer> STEPS = new HashMap<>();
  private static RebootingService service;
  private static Path trustedKeys;
  private static int hosts;

  @BeforeAll
  static void start() {
    LOG.setLevel(Level.OFF);
    service = new RebootingService();
    trustedKeys = directory.resolve("trusted-keys");
    TestManifests.pin(trustedKeys, TestManifests.KEY);
  }

  @AfterAll
  static void stop() {
    service.close();
    LOG.setLevel(null);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void endsAsItWasOrProvenWhereverItDies(String method, Fault fault, boolean withdrawn)
      throws Exception {
    List<String> wrong = new ArrayList<>();
    int steps = steps(method);
    int every = fault == Fault.KILL && !withdrawn ? 1 : EVERY;
    for (int step = withdrawn ? EVERY / 2 : 0; step < steps; step += every) {
      wrong.addAll(inBetween(method, new Effects().at(step, fault), withdrawn));
    }
    assertThat(wrong).isEmpty();
  }

  static Stream<Arguments> faults() {
    return METHODS.stream()
        .flatMap(
            method ->
                Arrays.stream(Fault.values())
                    .filter(Fault::isDeath)
                    .flatMap(
                        fault ->
                            Stream.of(false, true)
                                .map(withdrawn -> Arguments.of(method, fault, withdrawn))));
  }

  @Test
  void endsAsItWasOrProvenWhenItDiesTwice() throws Exception {
    List<String> wrong = new ArrayList<>();
    var random = new Random(7);
    Fault[] deaths = {Fault.KILL, Fault.POWER_CUT, Fault.POWER_CUT_LATE};
    for (int run = 0; run < 240 / EVERY; run++) {
      String method = METHODS.get(random.nextInt(METHODS.size()));
      var effects = new Effects();
      for (int fault = 0; fault < 2; fault++) {
        effects.at(random.nextInt(steps(method)), deaths[random.nextInt(deaths.length)]);
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

  private static int steps(String method) throws Exception {
    if (!STEPS.containsKey(method)) {
      STEPS.put(method, countedSteps(method));
    }
    return STEPS.get(method);
  }

  private static int countedSteps(String method) throws Exception {
    var effects = new Effects();
    MortalHost host = host(method, effects);
    host.live();
    assertThat(service.state()).as(host::toString).isEqualTo(RebootingService.State.SUCCEEDED);
    assertThat(host.inBetween()).isEmpty();
    return effects.names().size();
  }

  private static MortalHost host(String method, Effects effects) throws Exception {
    service.want(WANTED.computeIfAbsent(method, KilledAgentTest::wanted), effects);
    Path state = Files.createDirectory(directory.resolve("host-" + hosts++));
    return new MortalHost(state, trustedKeys, service, effects, MENU);
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
