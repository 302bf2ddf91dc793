package io.fleetfoot.agent.lab;

import io.fleetfoot.agent.lab.GuestMachine.Clock;
import io.fleetfoot.agent.lab.GuestMachine.Reset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures what the host is dark for, by hops of one machine: each step of its plan leads into the
 * next boot, whose first words are what the step has cost.
 */
final class Bench {

  /**
   * The command line of every kernel of the bench; two regions, so that both of our methods run on
   * the same machine.
   */
  static final String COMMAND_LINE =
      "console=ttyS0 quiet no_timer_check tsc=reliable crashkernel=128M quickkexec=128M panic=5";

  private static final int BALLAST_MEBIBYTES = 64;
  private static final Pattern STAGED =
      Pattern.compile("staged seconds ([0-9.]+) rss-mib ([0-9]+) anonymous-mib ([0-9]+)");
  private static final Pattern IDLE = Pattern.compile("idle rss-kib ([0-9]+)");
  private static final Pattern LOADED = Pattern.compile("loaded ([0-9.]+)");

  private final Checkout checkout;
  private final PatchedKernel kernel;
  private final HostImage image;
  private final Path directory;
  private final Consumer<String> progress;

  Bench(
      Checkout checkout,
      PatchedKernel kernel,
      HostImage image,
      Path directory,
      Consumer<String> progress) {
    this.checkout = checkout;
    this.kernel = kernel;
    this.image = image;
    this.directory = directory;
    this.progress = progress;
  }

  /** Hops {@code times} by each variant, once for instructions and once for milliseconds. */
  BenchResult run(List<BenchVariant> variants, int times, Duration limit) throws IOException {
    Path initrd = directory.resolve("initrd");
    IncompressibleInitrd.write(initrd, BALLAST_MEBIBYTES, kernel.kernel().initrd());
    List<BenchVariant> hops = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      hops.addAll(variants);
    }
    Map<String, Double> agent = new TreeMap<>(idle(initrd));
    List<String> timed =
        machine("tsc", initrd, steps(hops))
            .run(Clock.TSC, Reset.ENDS, COMMAND_LINE, limit, heard("milliseconds", hops));
    agent.putAll(agent(hops, timed));
    List<String> counted =
        machine("icount", initrd, steps(hops))
            .run(Clock.INSTRUCTIONS, Reset.ENDS, COMMAND_LINE, limit, heard("instructions", hops));
    return new BenchResult(
        stamps(hops, counted),
        stamps(hops, timed),
        agent,
        Map.of(
            "kernel", kernel.kernel().release(),
            "bzImageBytes", Long.toString(Files.size(kernel.kernel().kernel())),
            "vmlinuxBytes", Long.toString(Files.size(kernel.vmlinux())),
            "initrdBytes", Long.toString(Files.size(initrd)),
            "commandLine", COMMAND_LINE,
            "machine", "QEMU TCG, 1 processor, 1024 MiB, no hardware acceleration"));
  }

  private static List<String> steps(List<BenchVariant> hops) {
    return hops.stream().map(BenchVariant::step).toList();
  }

  private GuestMachine machine(String name, Path initrd, List<String> plan) throws IOException {
    Path place = Files.createDirectories(directory.resolve(name));
    return GuestMachine.make(place, checkout, kernel, image.root(), initrd, plan);
  }

  private Map<String, Double> idle(Path initrd) throws IOException {
    progress.accept("the agent, idle for a minute");
    List<String> said =
        machine("idle", initrd, List.of("idle"))
            .run(Clock.TSC, Reset.ENDS, COMMAND_LINE, Duration.ofMinutes(10), line -> {});
    return values(said, IDLE, 1).stream()
        .findFirst()
        .map(kib -> Map.of("idleRssMiB", kib / 1024))
        .orElse(Map.of());
  }

  private Consumer<String> heard(String what, List<BenchVariant> hops) {
    return line -> {
      if (line.startsWith("boot ")) {
        int taken = taken(line);
        String next = taken < hops.size() ? hops.get(taken).label() : "end";
        progress.accept("%s: hop %d of %d, %s".formatted(what, taken + 1, hops.size(), next));
      }
    };
  }

  private static int taken(String boot) {
    return Integer.parseInt(boot.split(" ")[1]);
  }

  /**
   * Gives each hop's stamps to its variant.
   *
   * @throws LabException if the machine did not take every hop, each by kexec
   */
  static Map<BenchVariant, List<KexecStamps>> stamps(List<BenchVariant> hops, List<String> said) {
    Map<BenchVariant, List<KexecStamps>> stamps = new EnumMap<>(BenchVariant.class);
    List<String> boots = said.stream().filter(line -> line.startsWith("boot ")).toList();
    if (boots.size() != hops.size() + 1) {
      throw new LabException(
          "found %d boots, wanted the first and %d hops; the last words were: %s"
              .formatted(
                  boots.size(), hops.size(), said.isEmpty() ? "" : said.get(said.size() - 1)));
    }
    for (String boot : boots.subList(1, boots.size())) {
      BenchVariant variant = hops.get(taken(boot) - 1);
      KexecStamps hop =
          KexecStamps.parse(boot)
              .orElseThrow(() -> new LabException("not entered by kexec: " + boot));
      stamps.computeIfAbsent(variant, v -> new ArrayList<>()).add(hop);
    }
    return stamps;
  }

  private static Map<String, Double> agent(List<BenchVariant> hops, List<String> said) {
    Map<String, Double> agent = new TreeMap<>();
    BenchResult.median(values(said, STAGED, 1)).ifPresent(v -> agent.put("stageSeconds", v));
    values(said, STAGED, 2).stream()
        .max(Double::compare)
        .ifPresent(v -> agent.put("stagingRssMiB", v));
    values(said, STAGED, 3).stream()
        .max(Double::compare)
        .ifPresent(v -> agent.put("stagingAnonymousMiB", v));
    List<Double> loads = new ArrayList<>();
    int step = -1;
    for (String line : said) {
      step = line.startsWith("boot ") ? taken(line) : step;
      boolean byDefault =
          step >= 0 && step < hops.size() && hops.get(step) == BenchVariant.KEXEC_TOOLS_DEFAULT;
      if (byDefault) {
        loads.addAll(values(List.of(line), LOADED, 1));
      }
    }
    BenchResult.median(loads).ifPresent(v -> agent.put("kexecToolsLoadSeconds", v));
    return agent;
  }

  private static List<Double> values(List<String> said, Pattern pattern, int group) {
    return said.stream()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .map(matcher -> Double.valueOf(matcher.group(group)))
        .toList();
  }
}
