package io.fleetfoot.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Draws a dashboard as SVG from what Prometheus answers to the dashboard's own queries. */
final class DashboardPicture {
  private static final int COLUMN = 50;
  private static final int ROW = 32;
  private static final int HEAD = 44;
  private static final int GAP = 4;
  private static final List<String> PALETTE =
      List.of(
          "#73BF69", "#F2CC0C", "#8AB8FF", "#FF780A", "#F2495C", "#5794F2", "#B877D9", "#705DA0");
  private static final Map<String, String> NAMED =
      Map.ofEntries(
          Map.entry("green", "#73BF69"),
          Map.entry("light-green", "#96D98D"),
          Map.entry("yellow", "#F2CC0C"),
          Map.entry("blue", "#5794F2"),
          Map.entry("light-blue", "#8AB8FF"),
          Map.entry("orange", "#FF9830"),
          Map.entry("light-orange", "#FFB357"),
          Map.entry("dark-orange", "#FA6400"),
          Map.entry("red", "#F2495C"),
          Map.entry("dark-red", "#C4162A"),
          Map.entry("purple", "#B877D9"),
          Map.entry("dark-purple", "#8F3BB8"),
          Map.entry("gray", "#8e8e8e"),
          Map.entry("text", "#c7d0d9"));

  /** One line: its name and its values by second. */
  private record Series(String name, JsonNode labels, TreeMap<Long, Double> values) {
    double last() {
      return values.isEmpty() ? Double.NaN : values.lastEntry().getValue();
    }
  }

  /** Where a panel's drawing may go. */
  private record Box(double x, double y, double width, double height) {
    Box inset(double left, double top, double right, double bottom) {
      return new Box(x + left, y + top, width - left - right, height - top - bottom);
    }
  }

  private final Dashboard dashboard;
  private final BiFunction<Dashboard, JsonNode, List<JsonNode>> prometheus;
  private final long from;
  private final long to;
  private final StringBuilder svg = new StringBuilder();

  DashboardPicture(
      Dashboard dashboard,
      BiFunction<Dashboard, JsonNode, List<JsonNode>> prometheus,
      Instant from,
      Instant to) {
    this.dashboard = dashboard;
    this.prometheus = prometheus;
    this.from = from.getEpochSecond();
    this.to = to.getEpochSecond();
  }

  String svg() {
    int width = 24 * COLUMN;
    int height =
        HEAD
            + dashboard.panels().stream()
                .mapToInt(p -> (p.at("/gridPos/y").asInt() + p.at("/gridPos/h").asInt()) * ROW)
                .max()
                .orElse(0);
    svg.append(
        of(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" font-family=\"Inter, Helvetica, Arial, sans-serif\" font-size=\"11\">%n",
            width, height, width, height));
    rectangle(new Box(0, 0, width, height), "#111217");
    text(12, 28, dashboard.json().path("title").asText(), "#d8d9da", "start", 18);
    dashboard.panels().forEach(this::panel);
    return svg.append("</svg>\n").toString();
  }

  private void panel(JsonNode panel) {
    JsonNode place = panel.path("gridPos");
    Box box =
        new Box(
                place.path("x").asInt() * COLUMN,
                HEAD + place.path("y").asInt() * ROW,
                place.path("w").asInt() * COLUMN,
                place.path("h").asInt() * ROW)
            .inset(GAP, GAP, GAP, GAP);
    rectangle(box, "#181b1f");
    text(box.x() + 10, box.y() + 18, panel.path("title").asText(), "#ccccdc", "start", 12);
    List<List<Series>> answers =
        RenderedChart.each(panel.path("targets")).map(this::series).toList();
    List<Series> series = answers.stream().flatMap(List::stream).toList();
    Box inside = box.inset(10, 26, 10, 8);
    if (series.stream().allMatch(s -> s.values().isEmpty())) {
      text(
          box.x() + box.width() / 2,
          box.y() + box.height() / 2,
          "No data",
          "#8e8e8e",
          "middle",
          14);
      return;
    }
    switch (panel.path("type").asText()) {
      case "stat" -> stat(panel, series, inside);
      case "timeseries" -> lines(panel, series, inside);
      case "heatmap" -> heatmap(series, inside);
      case "table" -> table(answers, inside);
      case "barchart" -> waves(panel, series, inside);
      case "bargauge" -> gauge(panel, series, inside);
      default -> throw new IllegalStateException("cannot draw " + panel.path("type"));
    }
  }

  private List<Series> series(JsonNode target) {
    return prometheus.apply(dashboard, target).stream()
        .map(
            answer -> {
              TreeMap<Long, Double> values = new TreeMap<>();
              for (JsonNode pair : answer.path("values")) {
                double value = number(pair.get(1).asText());
                if (Double.isFinite(value)) {
                  values.put(pair.get(0).asLong(), value);
                }
              }
              return new Series(name(target, answer.path("metric")), answer.path("metric"), values);
            })
        .toList();
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static String name(JsonNode target, JsonNode metric) {
    String name = target.path("legendFormat").asText();
    for (Map.Entry<String, JsonNode> label : metric.properties()) {
      name = name.replace("{{" + label.getKey() + "}}", label.getValue().asText());
    }
    return name;
  }

  private void stat(JsonNode panel, List<Series> series, Box box) {
    Series shown = series.get(0);
    text(
        box.x() + box.width() / 2,
        box.y() + box.height() / 2 + 14,
        format(shown.last(), panel),
        color(panel, shown.name(), 0),
        "middle",
        34);
  }

  private void lines(JsonNode panel, List<Series> all, Box box) {
    List<Series> series = all.stream().filter(s -> !s.values().isEmpty()).toList();
    JsonNode custom = panel.at("/fieldConfig/defaults/custom");
    boolean stacked = custom.at("/stacking/mode").asText().equals("normal");
    Box plot = box.inset(52, 4, 4, 36);
    double top = Math.max(1e-9, stacked ? highestStack(series) : highest(series)) * 1.08;
    grid(panel, plot, top);
    TreeMap<Long, Double> below = new TreeMap<>();
    for (int i = 0; i < series.size(); i++) {
      Series one = series.get(i);
      String color = color(panel, one.name(), i);
      if (stacked) {
        band(one, below, plot, top, color);
      } else {
        boolean dashed = isDashed(panel, one.name());
        path(steps(one.values(), plot, top), "none", color, dashed);
        if (one.values().size() == 1) {
          point(one.values().firstKey(), one.last(), plot, top, color);
        }
      }
    }
    legend(panel, series, box);
  }

  private static double highest(List<Series> series) {
    return series.stream()
        .flatMap(s -> s.values().values().stream())
        .mapToDouble(v -> v)
        .max()
        .orElse(1);
  }

  private static double highestStack(List<Series> series) {
    Map<Long, Double> sums = new TreeMap<>();
    series.forEach(s -> s.values().forEach((at, value) -> sums.merge(at, value, Double::sum)));
    return sums.values().stream().mapToDouble(v -> v).max().orElse(1);
  }

  private void grid(JsonNode panel, Box plot, double top) {
    for (int i = 0; i <= 4; i++) {
      double y = plot.y() + plot.height() * (1 - i / 4.0);
      line(plot.x(), y, plot.x() + plot.width(), y, "#2c3235");
      text(plot.x() - 6, y + 4, format(top * i / 4, panel), "#8e8e8e", "end", 10);
    }
    for (int i = 0; i <= 4; i++) {
      long seconds = (to - from) * i / 4;
      text(
          plot.x() + plot.width() * i / 4,
          plot.y() + plot.height() + 14,
          of("%d:%02d", seconds / 60, seconds % 60),
          "#8e8e8e",
          i == 0 ? "start" : i == 4 ? "end" : "middle",
          10);
    }
  }

  private String steps(TreeMap<Long, Double> values, Box plot, double top) {
    StringBuilder path = new StringBuilder();
    values.forEach(
        (at, value) ->
            path.append(
                path.isEmpty()
                    ? of("M%.1f %.1f", x(at, plot), y(value, plot, top))
                    : of("H%.1fV%.1f", x(at, plot), y(value, plot, top))));
    return path.toString();
  }

  private void band(
      Series series, TreeMap<Long, Double> below, Box plot, double top, String color) {
    TreeMap<Long, Double> above = new TreeMap<>();
    TreeMap<Long, Double> under = new TreeMap<>();
    series
        .values()
        .forEach(
            (at, value) -> {
              under.put(at, below.getOrDefault(at, 0.0));
              above.put(at, value + below.getOrDefault(at, 0.0));
            });
    StringBuilder path = new StringBuilder(steps(above, plot, top));
    under
        .descendingMap()
        .forEach((at, v) -> path.append(of("L%.1f %.1f", x(at, plot), y(v, plot, top))));
    path(path + "Z", color, color, false);
    below.putAll(above);
  }

  private double x(long at, Box plot) {
    return plot.x() + plot.width() * (at - from) / Math.max(1, to - from);
  }

  private static double y(double value, Box plot, double top) {
    return plot.y() + plot.height() * (1 - Math.min(value / top, 1));
  }

  private void heatmap(List<Series> cumulative, Box box) {
    List<Series> buckets =
        cumulative.stream()
            .filter(s -> !s.labels().path("le").asText().equals("+Inf"))
            .sorted(Comparator.comparingDouble(s -> s.labels().path("le").asDouble()))
            .toList();
    Box plot = box.inset(52, 4, 4, 20);
    double cell = plot.height() / buckets.size();
    double width = Math.max(2, plot.width() * 2 / Math.max(1, to - from));
    for (int i = 0; i < buckets.size(); i++) {
      double y = plot.y() + plot.height() - (i + 1) * cell;
      text(
          plot.x() - 6,
          y + 4,
          seconds(buckets.get(i).labels().path("le").asDouble()),
          "#8e8e8e",
          "end",
          9);
      for (Map.Entry<Long, Double> entry : buckets.get(i).values().entrySet()) {
        double less = i == 0 ? 0 : buckets.get(i - 1).values().getOrDefault(entry.getKey(), 0.0);
        if (entry.getValue() - less > 0.01) {
          rectangle(new Box(x(entry.getKey(), plot), y, width, cell - 1), "#FF9830");
        }
      }
    }
    for (int i = 0; i <= 4; i++) {
      long seconds = (to - from) * i / 4;
      text(
          plot.x() + plot.width() * i / 4,
          plot.y() + plot.height() + 14,
          of("%d:%02d", seconds / 60, seconds % 60),
          "#8e8e8e",
          i == 0 ? "start" : i == 4 ? "end" : "middle",
          10);
    }
  }

  private void table(List<List<Series>> answers, Box box) {
    List<String> heads =
        List.of("From", "To", "Method", "Reboots", "Blackout p50", "Blackout p99", "Downtime p50");
    double column = box.width() / heads.size();
    for (int i = 0; i < heads.size(); i++) {
      text(box.x() + 8 + i * column, box.y() + 16, heads.get(i), "#6E9FFF", "start", 12);
    }
    line(box.x(), box.y() + 24, box.x() + box.width(), box.y() + 24, "#2c3235");
    for (int row = 0; row < answers.get(0).size(); row++) {
      JsonNode labels = answers.get(0).get(row).labels();
      List<String> cells = new ArrayList<>();
      Stream.of("from", "to", "method").forEach(label -> cells.add(labels.path(label).asText()));
      cells.add(of("%.0f", answers.get(0).get(row).last()));
      answers.stream()
          .skip(1)
          .map(answer -> answer.stream().filter(s -> s.labels().equals(labels)).findFirst())
          .forEach(found -> cells.add(found.map(s -> seconds(s.last())).orElse("")));
      for (int i = 0; i < cells.size(); i++) {
        text(
            box.x() + 8 + i * column,
            box.y() + 46 + row * 26,
            cells.get(i),
            "#d8d9da",
            "start",
            12);
      }
    }
  }

  private void waves(JsonNode panel, List<Series> series, Box box) {
    List<String> waves =
        series.stream().map(s -> s.labels().path("wave").asText()).distinct().sorted().toList();
    Box plot = box.inset(30, 10, 10, 36);
    double most =
        series.stream()
            .collect(
                Collectors.groupingBy(
                    s -> s.labels().path("wave").asText(), Collectors.summingDouble(Series::last)))
            .values()
            .stream()
            .mapToDouble(v -> v)
            .max()
            .orElse(1);
    double height = plot.height() / waves.size();
    for (int w = 0; w < waves.size(); w++) {
      String wave = waves.get(w);
      double x = plot.x();
      double y = plot.y() + w * height;
      text(plot.x() - 8, y + height / 2 + 4, wave, "#8e8e8e", "end", 12);
      for (Series one : series) {
        if (one.labels().path("wave").asText().equals(wave) && one.last() > 0) {
          double width = plot.width() * one.last() / most;
          String state = one.labels().path("state").asText();
          rectangle(new Box(x, y + height * 0.15, width, height * 0.7), color(panel, state, 0));
          text(
              x + width / 2,
              y + height / 2 + 4,
              format(one.last(), panel),
              "#111217",
              "middle",
              13);
          x += width;
        }
      }
    }
    List<Series> shown =
        series.stream()
            .filter(s -> s.last() > 0)
            .map(s -> new Series(s.labels().path("state").asText(), s.labels(), s.values()))
            .toList();
    legend(panel, shown, box);
  }

  private void gauge(JsonNode panel, List<Series> series, Box box) {
    double height = box.height() / series.size();
    for (int i = 0; i < series.size(); i++) {
      Series one = series.get(i);
      double y = box.y() + i * height;
      text(box.x(), y + height / 2 - 16, one.name(), "#d8d9da", "start", 12);
      Box bar = new Box(box.x(), y + height / 2 - 8, box.width() - 70, 24);
      rectangle(bar, "#2c3235");
      double share = Math.max(0, Math.min(1, one.last()));
      rectangle(
          new Box(bar.x(), bar.y(), bar.width() * share, 24), share < 1 ? "#FF9830" : "#F2495C");
      text(
          box.x() + box.width(),
          bar.y() + 18,
          format(one.last(), panel),
          share > 0 ? "#FF9830" : "#73BF69",
          "end",
          18);
    }
  }

  private void legend(JsonNode panel, List<Series> series, Box box) {
    double x = box.x();
    double y = box.y() + box.height() - 4;
    List<String> drawn = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      String name = series.get(i).name();
      if (drawn.contains(name) || x > box.x() + box.width() - 60) {
        continue;
      }
      drawn.add(name);
      rectangle(new Box(x, y - 8, 12, 4), color(panel, name, i));
      text(x + 16, y - 2, name, "#ccccdc", "start", 10);
      x += 28 + name.length() * 5.6;
    }
  }

  private static String color(JsonNode panel, String name, int index) {
    for (JsonNode override : panel.at("/fieldConfig/overrides")) {
      boolean matches = override.at("/matcher/options").asText().equals(name);
      for (JsonNode property : override.path("properties")) {
        if (matches && property.path("id").asText().equals("color")) {
          return NAMED.get(property.at("/value/fixedColor").asText());
        }
      }
    }
    String fixed = panel.at("/fieldConfig/defaults/color/fixedColor").asText();
    return fixed.isEmpty() ? PALETTE.get(index % PALETTE.size()) : NAMED.get(fixed);
  }

  private static boolean isDashed(JsonNode panel, String name) {
    return RenderedChart.each(panel.at("/fieldConfig/overrides"))
        .filter(o -> name.matches(o.at("/matcher/options").asText()))
        .anyMatch(o -> o.toString().contains("lineStyle"));
  }

  private static String format(double value, JsonNode panel) {
    return switch (panel.at("/fieldConfig/defaults/unit").asText()) {
      case "s" -> seconds(value);
      case "percentunit" -> of("%.0f %%", value * 100);
      default -> value == Math.rint(value) ? of("%.0f", value) : of("%.1f", value);
    };
  }

  private static String seconds(double value) {
    double size = Math.abs(value);
    return size == 0
        ? "0 s"
        : size < 1
            ? of("%s ms", trimmed(value * 1e3))
            : size < 120 ? of("%s s", trimmed(value)) : of("%s min", trimmed(value / 60));
  }

  private static String trimmed(double value) {
    String text = of(Math.abs(value) < 10 ? "%.2f" : "%.1f", value);
    return text.replaceFirst("\\.?0+$", "");
  }

  private void rectangle(Box box, String color) {
    svg.append(
        of(
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
            box.x(), box.y(), box.width(), box.height(), color));
  }

  private void line(double x1, double y1, double x2, double y2, String color) {
    path(of("M%.1f %.1fL%.1f %.1f", x1, y1, x2, y2), "none", color, false);
  }

  private void path(String path, String fill, String stroke, boolean dashed) {
    svg.append(
        of(
            "<path d=\"%s\" fill=\"%s\" fill-opacity=\"0.7\" stroke=\"%s\" stroke-width=\"1.5\"%s/>%n",
            path, fill, stroke, dashed ? " stroke-dasharray=\"8 6\"" : ""));
  }

  private void point(long at, double value, Box plot, double top, String color) {
    svg.append(
        of(
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n",
            x(at, plot), y(value, plot, top), color));
  }

  private static String of(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  private void text(double x, double y, String text, String color, String anchor, int size) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    svg.append(
        of(
            "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\" text-anchor=\"%s\" font-size=\"%d\">%s</text>%n",
            x, y, color, anchor, size, escaped));
  }
}
