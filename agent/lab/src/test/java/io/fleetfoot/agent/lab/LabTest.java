package io.fleetfoot.agent.lab;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/**
 * What the lab's tests share: the image is built once a run, each test has a service and hosts of
 * its own.
 */
abstract class LabTest {

  private static final Checkout CHECKOUT =
      new Checkout(Path.of(System.getProperty("fleetfoot.checkout", "../..")));
  private static final Duration STATE_LIMIT = Duration.ofMinutes(25);

  private static @org.jspecify.annotations.Nullable HostImage image;

  @SuppressWarnings("NullAway.Init")
  private Lab lab;

  static synchronized HostImage image() {
    if (image == null) {
      image = HostImage.build(CHECKOUT);
    }
    return image;
  }

  /** The source tree that the lab runs from. */
  static Path checkout() {
    return CHECKOUT.root();
  }

  /** Starts a service and hosts named host-1, host-2, … and waits until they are registered. */
  Lab startLab(int hosts, Map<String, String> agentProperties) {
    return startLab(hosts, Lab.COMMAND_LINE, agentProperties);
  }

  /** The same, with hosts whose firmware starts their kernel with another command line. */
  Lab startLab(int hosts, String commandLine, Map<String, String> agentProperties) {
    return startLab(hosts, commandLine, agentProperties, List.of());
  }

  /** The same, with a service that is started with options of its own. */
  Lab startLab(
      int hosts,
      String commandLine,
      Map<String, String> agentProperties,
      List<String> serviceOptions) {
    lab = new Lab(CHECKOUT, image(), serviceOptions);
    lab.startService();
    for (int i = 1; i <= hosts; i++) {
      lab.startHost("host-" + i, commandLine, agentProperties);
    }
    lab.awaitRegistration();
    return lab;
  }

  /** Registers the target kernel and asks for it everywhere; the rollout's id. */
  String rollOut(String commandLine, String bootDeadline) {
    String kernelImage = lab.createKernelImage("target", commandLine);
    JsonObject rollout = RolloutRequests.inTwoWaves("lab", kernelImage);
    rollout.addProperty("bootDeadline", bootDeadline);
    return lab.api().createRollout(rollout);
  }

  JsonObject awaitRollout(String id, String state) {
    Waiting.until(
        "rollout is " + state + "; logs are in " + lab.directory(),
        STATE_LIMIT,
        () -> state(lab.api().rollout(id)).equals(state));
    return lab.api().rollout(id);
  }

  Optional<JsonObject> rebootInState(String rollout, String state) {
    return reboots(rollout).stream().filter(r -> state(r).equals(state)).findFirst();
  }

  JsonObject awaitReboot(String rollout, String state) {
    Waiting.until(
        "a host's reboot is " + state + "; logs are in " + lab.directory(),
        STATE_LIMIT,
        () -> rebootInState(rollout, state).isPresent());
    return rebootInState(rollout, state).orElseThrow();
  }

  List<JsonObject> reboots(String rollout) {
    return lab.api().reboots(rollout).asList().stream().map(JsonElement::getAsJsonObject).toList();
  }

  JsonObject hostOf(JsonObject reboot) {
    return lab.api().host(reboot.getAsJsonObject("host").get("id").getAsString());
  }

  VirtualHost machineOf(JsonObject reboot) {
    String name = reboot.getAsJsonObject("host").get("hostname").getAsString();
    return lab.hosts().stream().filter(h -> h.hostname().equals(name)).findFirst().orElseThrow();
  }

  /** How often a host has come to its root file system, by firmware or by kexec. */
  static int boots(VirtualHost host) {
    return host.console().split("lab: host-\\d+ runs", -1).length - 1;
  }

  static String state(JsonObject of) {
    return of.get("state").getAsString();
  }

  @AfterEach
  void endLab() {
    if (lab != null) {
      lab.close();
    }
  }
}
