package io.fleetfoot.service.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fleetfoot.service.kubernetes.NodeCordons.Cordon;
import io.fleetfoot.service.kubernetes.cluster.Chart;
import io.fleetfoot.service.kubernetes.cluster.FakeKubelet;
import io.fleetfoot.service.kubernetes.cluster.LocalCluster;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeCordonsKubeIT {

  private static final String NODE = "cordoned";

  private KubernetesClient admin;
  private KubernetesClient service;
  private FakeKubelet kubelet;
  private NodeCordons cordons;

  @BeforeEach
  void register() {
    LocalCluster cluster = LocalCluster.shared();
    Chart.install(cluster);
    admin = cluster.admin();
    service = cluster.service();
    kubelet = new FakeKubelet(admin, InstantSource.system());
    kubelet.register(NODE, "m1", "b1", "6.1.0", Map.of());
    cordons = new NodeCordons(service);
  }

  @AfterEach
  void unregister() {
    if (admin != null) {
      admin.nodes().withName(NODE).delete();
      kubelet.close();
      admin.close();
      service.close();
    }
  }

  @Test
  void cordonsWithTheNameOfTheRebootAndTakesItBack() {
    cordons.cordon(NODE, "reboot-1");

    assertThat(NodeCordons.cordonOf(node())).isEqualTo(Cordon.OURS);
    assertThat(node().getMetadata().getAnnotations())
        .containsEntry(NodeCordons.CORDONED_BY, "reboot-1");
    assertThat(node().getSpec().getUnschedulable()).isTrue();

    cordons.uncordon(NODE);
    assertThat(NodeCordons.cordonOf(node())).isEqualTo(Cordon.NONE);
    assertThat(node().getSpec().getUnschedulable()).isNotEqualTo(true);
  }

  @Test
  void leavesANodeThatSomebodyElseCordonedAsItIs() {
    admin
        .nodes()
        .withName(NODE)
        .edit(node -> node.edit().editSpec().withUnschedulable(true).endSpec().build());

    cordons.cordon(NODE, "reboot-1");
    assertThat(NodeCordons.cordonOf(node())).isEqualTo(Cordon.NOT_OURS);

    cordons.uncordon(NODE);
    assertThat(node().getSpec().getUnschedulable()).isTrue();
  }

  @Test
  void leavesANodeThatIsGone() {
    assertThatNoException().isThrownBy(() -> cordons.uncordon("no-such-node"));
  }

  @Test
  void cordonsANodeThatItsKubeletKeepsWriting() throws Exception {
    AtomicInteger writes = new AtomicInteger();
    ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
    writer.scheduleWithFixedDelay(
        () -> kubelet.boot(NODE, "b" + writes.incrementAndGet(), "6.1.0"),
        0,
        50,
        TimeUnit.MILLISECONDS);
    for (int i = 0; i < 20; i++) {
      cordons.cordon(NODE, "reboot-" + i);
      cordons.uncordon(NODE);
    }
    cordons.cordon(NODE, "reboot-last");
    writer.shutdownNow();
    writer.awaitTermination(10, TimeUnit.SECONDS);

    assertThat(writes.get()).isPositive();
    assertThat(NodeCordons.cordonOf(node())).isEqualTo(Cordon.OURS);
  }

  private Node node() {
    return admin.nodes().withName(NODE).get();
  }
}
