package io.fleetfoot.service.kubernetes;

import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.kubernetes.cluster.FakeKubelet;
import io.fleetfoot.service.reboot.LoadPolicy;
import io.fleetfoot.service.reboot.OutOfPlaceException;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.scheduler.Assignment;
import io.fleetfoot.service.scheduler.Report;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.TestHostKey;
import io.fleetfoot.service.timing.PhaseTimings;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An agent on a node without a machine: when it boots, its kubelet says so too. */
final class NodeAgent {

  static final String OLD = "6.1.0";

  private final String node;
  private final FakeKubelet kubelet;
  private final String machineId = UUID.randomUUID().toString().replace("-", "");
  private final HostId host;
  private String bootId = UUID.randomUUID().toString();
  private String release = OLD;
  private String commandLine = "quiet";
  private int executions;
  private boolean kubeletIsSlow;
  private boolean unsaid;

  NodeAgent(Replica service, FakeKubelet kubelet, String node) {
    this.node = node;
    this.kubelet = kubelet;
    this.host =
        service
            .hosts
            .register(
                Replica.JOIN_TOKEN,
                new TestHostKey().publicKey(),
                facts(),
                new Labels(Map.of("by", "agent")))
            .host();
    kubelet.register(node, machineId, bootId, release, Map.of("pool", "web"));
  }

  /**
   * Polls once and does what it is asked for; its kubelet says first what it could not say when it
   * booted, for lack of an API server.
   */
  synchronized void poll(Replica service) {
    sayBoot();
    service.seenHosts.add(host);
    Assignment assignment = service.assignments.current(host);
    try {
      if (assignment instanceof Assignment.Stage stage) {
        service.reports.accept(
            host,
            new Report.Progress(
                stage.reboot(),
                new RebootEvent.Staged(bootId, method(stage.policy())),
                PhaseTimings.none()));
      } else if (assignment instanceof Assignment.Execute execute) {
        execute(service, execute);
      }
    } catch (OutOfPlaceException e) {
      // The assignment was out of date by then: the agent polls again.
    }
  }

  /** From the next boot on the kubelet says nothing of it until {@link #kubeletSpeaks}. */
  synchronized void kubeletIsSlow() {
    kubeletIsSlow = true;
  }

  synchronized void kubeletSpeaks() {
    kubeletIsSlow = false;
    sayBoot();
  }

  String node() {
    return node;
  }

  HostId host() {
    return host;
  }

  synchronized int executions() {
    return executions;
  }

  private void execute(Replica service, Assignment.Execute execute) {
    service.reports.accept(
        host,
        new Report.Progress(
            execute.reboot(),
            new RebootEvent.Executing(execute.execId(), bootId, method(execute.policy())),
            PhaseTimings.none()));
    executions++;
    bootId = UUID.randomUUID().toString();
    KernelImage image = execute.kernelImage();
    release = image == null ? release : image.release().value();
    commandLine = image == null ? "quiet" : "quiet fleetfoot.exec=" + execute.execId();
    service.reports.accept(
        host, new Report.Started(facts(), PhaseTimings.none(), execute.execId()));
    unsaid = true;
    sayBoot();
  }

  private static String method(LoadPolicy policy) {
    return policy.allows("reserved") ? "reserved" : "firmware";
  }

  private void sayBoot() {
    if (unsaid && !kubeletIsSlow) {
      kubelet.boot(node, bootId, release);
      unsaid = false;
    }
  }

  private Facts facts() {
    return new Facts(
        node, machineId, bootId, release, commandLine, "x86_64", 1 << 30, List.of(), "0.1.0");
  }
}
