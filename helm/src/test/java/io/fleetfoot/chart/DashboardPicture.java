package io.fleetfoot.chart;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetfoot.chart.Svg.Box;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
  private static final List<String> TABLE_HEADS =
      List.of("From", "To", "Method", "Reboots", "Blackout p50", "Blackout p99", "Downtime p50");
  private static final List<Double> TABLE_PLACES = List.of(0.0, 0.22, 0.46, 0.58, 0.68, 0.79, 0.9);

  private final Dashboard dashboard;
  private final BiFunction<Dashboard, JsonNode, List<JsonNode>> prometheus;
  private final Svg svg;
  private final TimePlot plot;

  DashboardPicture(
      Dashboard dashboard,
      BiFunction<Dashboard, JsonNode, List<JsonNode>> prometheus,
      Instant from,
      Instant to,
      Duration step) {
    this.dashboard = dashboard;
    this.prometheus = prometheus;
    int rows =
        dashboard.panels().stream()
            .mapToInt(p -> p.at("/gridPos/y").asInt() + p.at("/gridPos/h").asInt())
            .max()
            .orElse(0);
    this.svg = new Svg(24 * COLUMN, HEAD + rows * ROW);
    this.plot = new TimePlot(svg, from.getEpochSecond(), to.getEpochSecond(), step.toSeconds());
    svg.rectangle(new Box(0, 0, 24 * COLUMN, HEAD + rows * ROW), "#111217");
    svg.text(12, 28, dashboard.json().path("title").asText(), "#d8d9da", "start", 18);
  }

  String svg() {
    dashboard.panels().forEach(this::panel);
    return svg.finished();
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
    svg.rectangle(box, "#181b1f");
    svg.text(box.x() + 10, box.y() + 18, panel.path("title").asText(), Svg.TEXT, "start", 12);
    List<List<Series>> answers =
        RenderedChart.each(panel.path("targets")).map(this::series).toList();
    List<Series> series =
        answers.stream().flatMap(List::stream).filter(s -> !s.values().isEmpty()).toList();
    if (series.isEmpty()) {
      throw new IllegalStateException("no data for " + panel.path("title"));
    }
    var style = new PanelStyle(panel);
    Box inside = box.inset(10, 26, 10, 8);
    switch (panel.path("type").asText()) {
      case "stat" -> stat(style, series.get(0), inside);
      case "timeseries" -> plot.lines(style, series, inside);
      case "heatmap" -> plot.heatMap(series, inside);
      case "table" -> table(answers, inside);
      case "barchart" -> waves(style, series, inside);
      case "bargauge" -> gauge(style, series, inside);
      default -> throw new IllegalStateException("cannot draw " + panel.path("type"));
    }
  }

  private List<Series> series(JsonNode target) {
    return prometheus.apply(dashboard, target).stream()
        .map(answer -> Series.of(target, answer))
        .toList();
  }

  private void stat(PanelStyle style, Series shown, Box box) {
    svg.text(
        box.x() + box.width() / 2,
        box.y() + box.height() / 2 + 14,
        style.format(shown.last()),
        style.color(shown.name(), 0),
        "middle",
        34);
  }

  private void table(List<List<Series>> answers, Box box) {
    row(TABLE_HEADS, box, box.y() + 16, "#6E9FFF");
    svg.line(box.x(), box.y() + 24, box.right(), box.y() + 24);
    for (int i = 0; i < answers.get(0).size(); i++) {
      Series counted = answers.get(0).get(i);
      List<String> cells = new ArrayList<>();
      Stream.of("from", "to", "method").forEach(label -> cells.add(counted.label(label)));
      cells.add(Svg.of("%.0f", counted.last()));
      answers.stream()
          .skip(1)
          .map(a -> a.stream().filter(s -> s.labels().equals(counted.labels())).findFirst())
          .forEach(found -> cells.add(found.map(s -> PanelStyle.seconds(s.last())).orElse("")));
      row(cells, box, box.y() + 46 + i * 26, "#d8d9da");
    }
  }

  private void row(List<String> cells, Box box, double y, String color) {
    for (int i = 0; i < cells.size(); i++) {
      double x = box.x() + 8 + box.width() * TABLE_PLACES.get(i);
      svg.text(x, y, cells.get(i), color, "start", 12);
    }
  }

  private void waves(PanelStyle style, List<Series> all, Box box) {
    List<Series> series =
        all.stream()
            .filter(s -> s.last() > 0)
            .map(s -> new Series(s.label("state"), s.labels(), s.values()))
            .toList();
    Map<String, List<Series>> byWave =
        series.stream()
            .collect(
                Collectors.groupingBy(s -> s.label("wave"), TreeMap::new, Collectors.toList()));
    double most =
        byWave.values().stream()
            .mapToDouble(wave -> wave.stream().mapToDouble(Series::last).sum())
            .max()
            .orElse(1);
    Box bars = box.inset(30, 10, 10, 30);
    double height = bars.height() / byWave.size();
    double y = bars.y();
    for (Map.Entry<String, List<Series>> wave : byWave.entrySet()) {
      svg.text(bars.x() - 8, y + height / 2 + 4, wave.getKey(), Svg.DIM, "end", 12);
      double x = bars.x();
      for (Series one : wave.getValue()) {
        Box bar = new Box(x, y + height * 0.15, bars.width() * one.last() / most, height * 0.7);
        svg.rectangle(bar, style.color(one.name(), 0));
        svg.text(
            x + bar.width() / 2,
            y + height / 2 + 4,
            style.format(one.last()),
            "#111217",
            "middle",
            13);
        x = bar.right();
      }
      y += height;
    }
    plot.legend(style, oneOfEachName(series), box);
  }

  private static List<Series> oneOfEachName(List<Series> series) {
    return List.copyOf(
        series.stream()
            .collect(Collectors.toMap(Series::name, s -> s, (first, second) -> first, TreeMap::new))
            .values());
  }

  private void gauge(PanelStyle style, List<Series> series, Box box) {
    double height = box.height() / series.size();
    for (int i = 0; i < series.size(); i++) {
      Series one = series.get(i);
      double y = box.y() + (i + 0.5) * height;
      double share = Math.max(0, Math.min(1, one.last()));
      Box bar = new Box(box.x(), y - 8, box.width() - 70, 24);
      svg.text(box.x(), y - 16, one.name(), "#d8d9da", "start", 12);
      svg.rectangle(bar, Svg.RULE);
      svg.rectangle(
          new Box(bar.x(), bar.y(), bar.width() * share, 24), share < 1 ? "#FF9830" : "#F2495C");
      svg.text(
          box.right(),
          y + 10,
          style.format(one.last()),
          share > 0 ? "#FF9830" : "#73BF69",
          "end",
          18);
    }
  }
}
