package io.fleetfoot.agent.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares what a host is dark for by each way into the next kernel. */
@Command(
    name = "bench",
    description = {
      "Measures machine_kexec -> start_kernel of the lab kernel in QEMU, by kexec-tools and by the agent's methods.",
      "Both figures are QEMU's: guest instructions, which are the same each time, and milliseconds of an emulated processor, which are not."
    },
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

  @Option(
      names = "--times",
      paramLabel = "N",
      defaultValue = "5",
      description = "How many hops by each variant and clock (default ${DEFAULT-VALUE}).")
  private int times;

  @Option(
      names = "--variants",
      paramLabel = "NAME",
      split = ",",
      description = "Only these, such as quick,reserved (default all).")
  private @Nullable List<String> variants;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write every figure to FILE, for machines.")
  private @Nullable Path json;

  @Option(
      names = "--checkout",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "The source tree (set by agent/lab/bench).")
  private Path checkout = Path.of(".");

  @Override
  public Integer call() throws IOException {
    if (times < 1 || times > 100) {
      throw new LabException("found --times " + times + ", wanted 1 to 100");
    }
    List<BenchVariant> chosen = chosen();
    Checkout tree = new Checkout(checkout);
    Optional<PatchedKernel> kernel = PatchedKernel.build(tree);
    if (kernel.isEmpty()) {
      throw new LabException(
          "without the lab kernel there are no time stamps, so nothing was measured");
    }
    Path directory = Files.createTempDirectory("fleetfoot-bench-");
    var bench =
        new Bench(tree, kernel.get(), HostImage.build(tree), directory, System.out::println);
    BenchResult result =
        bench.run(chosen, times, Duration.ofMinutes(10).plusMinutes(3L * times * chosen.size()));
    System.out.print("\n" + result.table());
    if (json != null) {
      Files.writeString(json, result.json());
    }
    System.out.println("Disks and consoles are in " + directory);
    return 0;
  }

  private List<BenchVariant> chosen() {
    List<String> names = variants;
    if (names == null) {
      return List.of(BenchVariant.values());
    }
    return names.stream().map(BenchCommand::variant).toList();
  }

  private static BenchVariant variant(String name) {
    return Arrays.stream(BenchVariant.values())
        .filter(variant -> variant.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new LabException(
                    "found variant %s, wanted some of %s"
                        .formatted(
                            name,
                            String.join(
                                ", ",
                                Arrays.stream(BenchVariant.values())
                                    .map(BenchVariant::label)
                                    .toList()))));
  }
}
