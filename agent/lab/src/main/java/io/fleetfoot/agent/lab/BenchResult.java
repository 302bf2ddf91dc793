package io.fleetfoot.agent.lab;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * What the bench has measured; what it has not is absent.
 *
 * @param instructions the hops with one tick an instruction
 * @param milliseconds the hops by the time stamp counter of an emulated processor
 * @param agent figures of the agent, such as {@code stageSeconds}
 * @param about what was compared: kernel, initrd, machine
 */
record BenchResult(
    Map<BenchVariant, List<KexecStamps>> instructions,
    Map<BenchVariant, List<KexecStamps>> milliseconds,
    Map<String, Double> agent,
    Map<String, String> about) {

  private static final double MILLION = 1e6;

  /** Returns the middle one, or the mean of the two in the middle; empty of none. */
  static OptionalDouble median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    if (sorted.isEmpty()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2);
  }

  /** Returns everything, for machines. */
  String json() {
    JsonObject variants = new JsonObject();
    for (BenchVariant variant : BenchVariant.values()) {
      List<KexecStamps> counted = instructions.getOrDefault(variant, List.of());
      List<KexecStamps> timed = milliseconds.getOrDefault(variant, List.of());
      if (counted.isEmpty() && timed.isEmpty()) {
        continue;
      }
      JsonObject figures = new JsonObject();
      add(figures, "instructionsMillions", counted, s -> s.total() / MILLION);
      add(figures, "tscMillis", timed, KexecStamps::milliseconds);
      figures.addProperty("n", Math.min(counted.size(), timed.size()));
      figures.add("allInstructionsMillions", all(counted, s -> s.total() / MILLION));
      figures.add("allTscMillis", all(timed, KexecStamps::milliseconds));
      figures.add("stages", stages(counted));
      variants.add(variant.label(), figures);
    }
    JsonObject result = new JsonObject();
    result.add("variants", variants);
    JsonObject ofAgent = new JsonObject();
    agent.forEach(ofAgent::addProperty);
    result.add("agent", ofAgent);
    JsonObject ofRun = new JsonObject();
    about.forEach(ofRun::addProperty);
    result.add("about", ofRun);
    return new GsonBuilder().setPrettyPrinting().create().toJson(result) + "\n";
  }

  private static JsonObject stages(List<KexecStamps> counted) {
    JsonObject stages = new JsonObject();
    add(stages, "relocation", counted, s -> s.relocation() / MILLION);
    add(stages, "launcher", counted, s -> s.launcher() / MILLION);
    add(stages, "decompression", counted, s -> s.decompression() / MILLION);
    add(stages, "head", counted, s -> s.head() / MILLION);
    return stages;
  }

  private static void add(
      JsonObject to, String name, List<KexecStamps> hops, ToDoubleFunction<KexecStamps> figure) {
    median(hops.stream().map(figure::applyAsDouble).toList())
        .ifPresent(value -> to.addProperty(name, value));
  }

  private static JsonArray all(List<KexecStamps> hops, ToDoubleFunction<KexecStamps> figure) {
    JsonArray values = new JsonArray();
    hops.forEach(hop -> values.add(figure.applyAsDouble(hop)));
    return values;
  }

  /** Returns the table for a terminal. */
  String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        "machine_kexec -> start_kernel in QEMU without hardware acceleration. Millions of guest instructions (-icount), and milliseconds of the emulated processor's counter, medians.\n\n");
    table.append(
        "variant                    copy   launcher decompress       head    M instr    n  |         ms   min..max               n\n");
    for (BenchVariant variant : BenchVariant.values()) {
      line(
          table,
          variant,
          instructions.getOrDefault(variant, List.of()),
          milliseconds.getOrDefault(variant, List.of()));
    }
    agent.forEach((name, value) -> table.append(format("%n%-24s %.2f", name, value)));
    return table.append('\n').toString();
  }

  private static void line(
      StringBuilder table,
      BenchVariant variant,
      List<KexecStamps> counted,
      List<KexecStamps> timed) {
    StringBuilder cells = new StringBuilder();
    for (Column column : Column.values()) {
      OptionalDouble value = median(counted.stream().map(column.of::applyAsDouble).toList());
      String cell = value.isPresent() ? format("%.4f", value.getAsDouble()) : "-";
      cells.append(format("%11s", cell));
    }
    List<Double> times = timed.stream().map(KexecStamps::milliseconds).sorted().toList();
    String time =
        times.isEmpty()
            ? "-"
            : format(
                "%10.2f   %-20s",
                median(times).getAsDouble(),
                format("%.2f..%.2f", times.get(0), times.get(times.size() - 1)));
    table.append(
        format(
            "%-20s%s %4d  | %s %3d%n", variant.label(), cells, counted.size(), time, timed.size()));
  }

  private enum Column {
    RELOCATION(s -> s.relocation() / MILLION),
    LAUNCHER(s -> s.launcher() / MILLION),
    DECOMPRESSION(s -> s.decompression() / MILLION),
    HEAD(s -> s.head() / MILLION),
    TOTAL(s -> s.total() / MILLION);

    private final ToDoubleFunction<KexecStamps> of;

    Column(ToDoubleFunction<KexecStamps> of) {
      this.of = of;
    }
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
