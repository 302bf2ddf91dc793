package io.fleetfoot.service.bench;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.Blob;
import io.fleetfoot.service.fleet.Envelope;
import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.HostKey;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.KernelImageDescription;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.fleet.KernelRelease;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.fleet.Sha256;
import io.fleetfoot.service.fleet.SignedManifest;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.rollout.FailureBudget;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.scheduler.Assignment;
import io.fleetfoot.service.scheduler.Assignments;
import io.fleetfoot.service.scheduler.HostRepository;
import io.fleetfoot.service.scheduler.KernelImageRepository;
import io.fleetfoot.service.scheduler.Report;
import io.fleetfoot.service.scheduler.Reports;
import io.fleetfoot.service.scheduler.SeenHosts;
import io.fleetfoot.service.timing.PhaseTimings;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationContext;

/**
 * Agents without hosts, in one process with the service: each does at once what it is asked for.
 */
final class BenchFleet {

  private static final String OLD = "6.1.0";
  private static final String NEW = "6.12.0";
  private static final int HOSTS_OF_RACK = 20;
  private static final int DOWN_AT_A_TIME = 5;
  private static final String KEY_ID = "6e14".repeat(16);

  private final Assignments assignments;
  private final Reports reports;
  private final SeenHosts seen;
  private final KernelImage image;
  private final List<Agent> agents = new ArrayList<>();

  private static final class Agent {
    private final HostId id;
    private final String name;
    private final String machineId;
    private String bootId = UUID.randomUUID().toString();
    private String release = OLD;
    private String commandLine = "quiet";
    private String done = "";

    private Agent(HostId id, String name) {
      this.id = id;
      this.name = name;
      this.machineId = UUID.randomUUID().toString();
    }

    private Facts facts() {
      return new Facts(
          name, machineId, bootId, release, commandLine, "x86_64", 1 << 30, List.of(), "0.1.0");
    }
  }

  /** Registers so many hosts, and a kernel image of which there are no files. */
  BenchFleet(ApplicationContext service, int hosts) {
    this.assignments = service.getBean(Assignments.class);
    this.reports = service.getBean(Reports.class);
    this.seen = service.getBean(SeenHosts.class);
    this.image =
        service
            .getBean(KernelImageRepository.class)
            .insert(new KernelImageId(UUID.randomUUID()), manifest());
    HostRepository repository = service.getBean(HostRepository.class);
    for (int number = 0; number < hosts; number++) {
      Agent agent = new Agent(new HostId(UUID.randomUUID()), "host-%05d".formatted(number));
      Labels labels = new Labels(Map.of("rack", "rack-" + number / HOSTS_OF_RACK));
      repository.register(agent.id, key(), agent.facts(), labels);
      agents.add(agent);
    }
  }

  /** Returns the spec of a rollout over all of them, five down at a time. */
  RolloutSpec spec() {
    return new RolloutSpec(
        "bench",
        image.id(),
        HostSelector.everyHost(),
        List.of(HostAmount.percent(100)),
        new DisruptionBudget(HostAmount.hosts(DOWN_AT_A_TIME)),
        new FailureBudget(0),
        Duration.ZERO,
        Duration.ofMinutes(10),
        DrainPolicy.full());
  }

  /** Lets each agent do what it is asked for, once. */
  void poll() {
    agents.forEach(this::poll);
  }

  private void poll(Agent agent) {
    seen.add(agent.id);
    Assignment assignment = assignments.current(agent.id);
    if (assignment.version().equals(agent.done)) {
      return;
    }
    agent.done = assignment.version();
    if (assignment instanceof Assignment.Stage stage) {
      reports.accept(
          agent.id,
          new Report.Progress(
              stage.reboot(),
              new RebootEvent.Staged(agent.bootId, "reserved"),
              PhaseTimings.none()));
    } else if (assignment instanceof Assignment.Execute execute) {
      reports.accept(
          agent.id,
          new Report.Progress(
              execute.reboot(),
              new RebootEvent.Executing(execute.execId(), agent.bootId, "reserved"),
              PhaseTimings.none()));
      agent.bootId = UUID.randomUUID().toString();
      agent.release = NEW;
      agent.commandLine = "quiet fleetfoot.exec=" + execute.execId();
      reports.accept(agent.id, new Report.Started(agent.facts(), PhaseTimings.none()));
    }
  }

  private static HostKey key() {
    try {
      return HostKey.of(
          KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SignedManifest manifest() {
    String nothing = Base64.getEncoder().encodeToString(new byte[] {'{', '}'});
    String signature = Base64.getEncoder().encodeToString(new byte[64]);
    return new SignedManifest(
        new Envelope(
            Envelope.PAYLOAD_TYPE, nothing, List.of(new Envelope.Signature(KEY_ID, signature))),
        new KernelImageDescription("bench", new KernelRelease(NEW), "x86_64", "{running}"),
        new Blob(new Sha256("a".repeat(64)), 1),
        Optional.of(new Blob(new Sha256("b".repeat(64)), 1)),
        Instant.parse("2999-12-31T00:00:00Z"));
  }
}
