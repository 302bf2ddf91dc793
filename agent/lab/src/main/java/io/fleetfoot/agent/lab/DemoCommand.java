package io.fleetfoot.agent.lab;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Reboots a small fleet into a new kernel, shows it while it happens, and ends with what it cost.
 */
@Command(
    name = "demo",
    description = {
      "Starts the service on its embedded PostgreSQL, boots hosts in QEMU on Debian's stock 6.1 kernel, and rolls out Debian's stock 6.12 kernel over them by kexec.",
      "The exit status is 0 only if every host was proven on the new kernel."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  private static final Duration ROLLOUT_LIMIT = Duration.ofMinutes(20);

  @Option(
      names = "--hosts",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "How many hosts, 1 to 8 (default ${DEFAULT-VALUE}; each takes 1 GiB of memory).")
  private int hosts;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write everything in the table to FILE, for machines.")
  private @Nullable Path json;

  @Option(
      names = "--keep",
      description =
          "Leave service and hosts running and print their URLs; Ctrl-C or TERM ends them, their logs"
              + " stay.")
  private boolean keep;

  @Option(
      names = "--checkout",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "The source tree (set by agent/lab/demo).")
  private Path checkout = Path.of(".");

  @Option(
      names = "--progress",
      paramLabel = "display|lines",
      defaultValue = "lines",
      description = "A display that redraws itself, or plain lines (set by agent/lab/demo).")
  private String progress = "lines";

  @Override
  public Integer call() {
    if (hosts < 1 || hosts > 8) {
      throw new LabException("found --hosts " + hosts + ", wanted 1 to 8");
    }
    Progress shown =
        progress.equals("display")
            ? new ProgressDisplay(System.out)
            : new ProgressLines(System.out);
    Checkout tree = new Checkout(checkout);
    shown.step("preparing kernels and the root image");
    HostImage image = HostImage.build(tree);
    try (Lab lab = new Lab(tree, image, List.of())) {
      boolean proven = run(lab, shown);
      if (keep) {
        printUrls(lab);
        waitForEver();
      }
      lab.close();
      if (proven) {
        lab.deleteFiles();
      } else {
        System.out.println("Logs and consoles are in " + lab.directory());
      }
      return proven ? 0 : 1;
    }
  }

  private boolean run(Lab lab, Progress shown) {
    shown.step("booting " + hosts + " hosts in QEMU (software emulation)");
    for (int i = 1; i <= hosts; i++) {
      lab.startHost("host-" + i, Lab.COMMAND_LINE, Map.of());
    }
    shown.step("starting the service on its embedded PostgreSQL; agents try until it answers");
    lab.startService();
    lab.awaitRegistration();
    shown.step("signing and registering kernel image " + lab.target().release());
    String image = lab.createKernelImage("debian-" + lab.target().release(), Lab.SAME_COMMAND_LINE);
    shown.step("rolling out: waves [1, \"100%\"], maxUnavailable 1");
    String rollout = lab.api().createRollout(RolloutRequests.inTwoWaves("demo", image));
    JsonObject ended = follow(lab, rollout, shown);
    DemoResult result = DemoResult.of(ended, lab.api().reboots(rollout));
    System.out.print(result.table());
    if (json != null) {
      write(json, result);
    }
    return result.allProven();
  }

  private static JsonObject follow(Lab lab, String id, Progress shown) {
    long end = System.nanoTime() + ROLLOUT_LIMIT.toNanos();
    while (true) {
      JsonObject rollout = lab.api().rollout(id);
      JsonArray reboots = lab.api().reboots(id);
      shown.rollout(rollout, reboots);
      String state = rollout.get("state").getAsString();
      if (List.of("COMPLETED", "STOPPED", "ABORTED").contains(state)) {
        shown.end();
        return rollout;
      }
      if (System.nanoTime() > end) {
        throw new LabException(
            "the rollout is still "
                + state
                + " after "
                + ROLLOUT_LIMIT.toMinutes()
                + " minutes; consoles are in "
                + lab.directory());
      }
      Waiting.pause();
    }
  }

  private static void write(Path file, DemoResult result) {
    try {
      Files.writeString(file, result.json());
    } catch (IOException e) {
      throw new LabException("cannot write " + file, e);
    }
  }

  private static void printUrls(Lab lab) {
    String url = lab.service().url();
    System.out.printf(
        "%nStill running, until Ctrl-C or TERM:%n  rollouts       %s/api/v1/rollouts%n  hosts          %s/api/v1/hosts%n  metrics        %s/actuator/prometheus%n",
        url, url, url);
    System.out.printf("  as an admin    curl -H 'Authorization: Bearer %s' …%n", lab.adminToken());
    for (VirtualHost host : lab.hosts()) {
      System.out.printf("  %-13s  http://%s/metrics%n", host.hostname(), host.metricsAddress());
    }
    System.out.println("  certificates   curl --cacert " + lab.serviceCa());
    System.out.println("  logs           " + lab.directory());
  }

  private static void waitForEver() {
    while (true) {
      Waiting.pause();
    }
  }
}
