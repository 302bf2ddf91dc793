package io.fleetfoot.service.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.fleet.Availability;
import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.Labels;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NodeMatchesTest {

  private static final String MACHINE_ID = "2f6c1ba3f0a94a5c8a2d6a0c6a6b3a11";
  private static final String BOOT_ID = "0b7a2f9e-4a4e-4b0a-9f55-1f0a6a1b2c3d";
  private static final Host HOST = host(MACHINE_ID, BOOT_ID);

  @Test
  void matchesByMachineIdWhateverItsDashes() {
    NodeIdentity node = node("n1", "2F6C1BA3-F0A9-4A5C-8A2D-6A0C6A6B3A11", "", "another-boot");

    assertThat(matches(node).node(HOST.id())).contains(node);
  }

  @Test
  void matchesBySystemUuidWhereTheMachineIdWasMadeOfIt() {
    NodeIdentity node = node("n1", "", "2F6C1BA3-F0A9-4A5C-8A2D-6A0C6A6B3A11", "");

    assertThat(matches(node).node(HOST.id())).contains(node);
  }

  @Test
  void matchesByBootIdWhereNothingElseIsTheSame() {
    NodeIdentity node = node("n1", "other", "other", BOOT_ID);

    assertThat(matches(node).node(HOST.id())).contains(node);
  }

  @Test
  void tellsClonesOfOneDiskApartByTheirBoot() {
    NodeIdentity clone = node("n1", MACHINE_ID, "", "another-boot");
    NodeIdentity node = node("n2", MACHINE_ID, "", BOOT_ID);

    assertThat(matches(clone, node).node(HOST.id())).contains(node);
  }

  @Test
  void doubtsWhereNothingTellsClonesApart() {
    NodeMatches matches =
        matches(node("n1", MACHINE_ID, "", "boot-1"), node("n2", MACHINE_ID, "", "boot-2"));

    assertThat(matches.node(HOST.id())).isEmpty();
    assertThat(matches.doubtful())
        .containsExactly(
            Map.entry(
                HOST.id(),
                "host h1 could be any of the nodes n1, n2: they say the same ids, and not one has"
                    + " boot_id "
                    + BOOT_ID));
  }

  @Test
  void leavesAHostThatIsNoNodeAlone() {
    NodeMatches matches = matches(node("n1", "other", "other", "other"), node("n2", "", "", ""));

    assertThat(matches.nodes()).isEmpty();
    assertThat(matches.doubtful()).isEmpty();
  }

  private static NodeMatches matches(NodeIdentity... nodes) {
    return NodeMatches.of(List.of(HOST), List.of(nodes));
  }

  private static NodeIdentity node(
      String name, String machineId, String systemUuid, String bootId) {
    return new NodeIdentity(name, machineId, systemUuid, bootId, "6.1.0", true, Map.of());
  }

  private static Host host(String machineId, String bootId) {
    Instant now = Instant.EPOCH;
    return new Host(
        new HostId(UUID.fromString("5b0f6b1e-0000-4000-8000-000000000001")),
        new Facts("h1", machineId, bootId, "6.1.0", "ro", "x86_64", 1L, List.of(), "0.1.0"),
        Labels.none(),
        new Availability(Availability.State.UP, now, "registered"),
        null,
        now,
        now);
  }
}
