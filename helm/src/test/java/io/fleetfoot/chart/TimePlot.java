package io.fleetfoot.chart;

import io.fleetfoot.chart.Svg.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * Draws what has a time axis: lines, stacked areas and heat maps.
 *
 * @param from the second at the left
 * @param to the second at the right
 * @param step how many seconds lie between two values
 */
record TimePlot(Svg svg, long from, long to, long step) {
  private static final int LEGEND_ROW = 14;

  void lines(PanelStyle style, List<Series> all, Box box) {
    List<Series> series = all.stream().filter(s -> !style.isStacked() || s.highest() > 0).toList();
    int rows = legend(style, series, box);
    Box plot = box.inset(56, 4, 4, 22 + rows * LEGEND_ROW);
    double top =
        top(
            style.isStacked()
                ? Series.highestSum(series)
                : series.stream().mapToDouble(Series::highest).max().orElse(0),
            style);
    grid(style, plot, top);
    NavigableMap<Long, Double> below = new TreeMap<>();
    for (int i = 0; i < series.size(); i++) {
      Series one = series.get(i);
      String color = style.color(one.name(), i);
      if (style.isStacked()) {
        area(one, below, plot, top, color);
      } else {
        svg.curve(steps(one.values(), plot, top), color, style.isDashed(one.name()));
        svg.circle(x(one.values().lastKey(), plot), y(one.last(), plot, top), color);
      }
    }
  }

  /** Returns a round figure, not below the highest value, of which a quarter is round too. */
  private static double top(double highest, PanelStyle style) {
    double quarter =
        style.countsWholeThings()
            ? Math.max(Math.ceil(highest), 1) / 4
            : Math.max(highest / 4, 1e-6);
    double unit = Math.pow(10, Math.floor(Math.log10(quarter)));
    return 4
        * DoubleStream.of(1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10)
            .map(factor -> factor * unit)
            .filter(round -> round >= quarter * (1 - 1e-9))
            .findFirst()
            .orElseThrow();
  }

  private void grid(PanelStyle style, Box plot, double top) {
    for (int i = 0; i <= 4; i++) {
      double y = plot.bottom() - plot.height() * i / 4;
      double value = top * i / 4;
      svg.line(plot.x(), y, plot.right(), y);
      if (!style.countsWholeThings() || value == Math.rint(value)) {
        svg.text(plot.x() - 6, y + 4, style.format(value), Svg.DIM, "end", 10);
      }
    }
    times(plot);
  }

  private void times(Box plot) {
    for (int i = 0; i <= 4; i++) {
      long seconds = (to - from) * i / 4;
      svg.text(
          plot.x() + plot.width() * i / 4,
          plot.bottom() + 14,
          Svg.of("%d:%02d", seconds / 60, seconds % 60),
          Svg.DIM,
          i == 0 ? "start" : i == 4 ? "end" : "middle",
          10);
    }
  }

  private void area(
      Series series, NavigableMap<Long, Double> below, Box plot, double top, String color) {
    NavigableMap<Long, Double> above = new TreeMap<>();
    NavigableMap<Long, Double> under = new TreeMap<>();
    series
        .values()
        .forEach(
            (at, value) -> {
              under.put(at, below.getOrDefault(at, 0.0));
              above.put(at, value + below.getOrDefault(at, 0.0));
            });
    svg.area(steps(above, plot, top) + stepsBack(under, plot, top), color);
    below.putAll(above);
  }

  /** From left to right, each value until the next. */
  private String steps(NavigableMap<Long, Double> values, Box plot, double top) {
    var path = new StringBuilder();
    double before = Double.NaN;
    for (Map.Entry<Long, Double> entry : values.entrySet()) {
      double y = y(entry.getValue(), plot, top);
      if (path.isEmpty()) {
        path.append(Svg.of("M%.1f %.1f", x(entry.getKey(), plot), y));
      } else if (y != before) {
        path.append(Svg.of("H%.1fV%.1f", x(entry.getKey(), plot), y));
      }
      before = y;
    }
    return path.append(Svg.of("H%.1f", end(values, plot))).toString();
  }

  /** The same from right to left, as the lower edge of an area. */
  private String stepsBack(NavigableMap<Long, Double> values, Box plot, double top) {
    var path = new StringBuilder();
    double right = end(values, plot);
    double before = Double.NaN;
    for (Map.Entry<Long, Double> entry : values.descendingMap().entrySet()) {
      double y = y(entry.getValue(), plot, top);
      if (y != before) {
        path.append(Svg.of(path.isEmpty() ? "V%2$.1f" : "H%1$.1fV%2$.1f", right, y));
      }
      right = x(entry.getKey(), plot);
      before = y;
    }
    return path.append(Svg.of("H%.1f", right)).toString();
  }

  private double end(NavigableMap<Long, Double> values, Box plot) {
    return Math.min(plot.right(), x(values.lastKey() + step, plot));
  }

  private double x(long at, Box plot) {
    return plot.x() + plot.width() * (at - from) / Math.max(1, to - from);
  }

  private static double y(double value, Box plot, double top) {
    return plot.bottom() - plot.height() * Math.min(value / top, 1);
  }

  /** Draws a heat map of cumulative buckets: a cell where a bucket grew by more than the last. */
  void heatMap(List<Series> cumulative, Box box) {
    List<Series> buckets =
        cumulative.stream()
            .filter(s -> !s.label("le").equals("+Inf"))
            .sorted(Comparator.comparingDouble(s -> Double.parseDouble(s.label("le"))))
            .toList();
    Box plot = box.inset(56, 4, 4, 20);
    double cell = plot.height() / buckets.size();
    double width = plot.width() * step / Math.max(1, to - from) + 0.5;
    for (int i = 0; i < buckets.size(); i++) {
      double y = plot.bottom() - (i + 1) * cell;
      double bound = Double.parseDouble(buckets.get(i).label("le"));
      svg.text(plot.x() - 6, y + 4, PanelStyle.seconds(bound), Svg.DIM, "end", 9);
      svg.line(plot.x(), y, plot.right(), y);
      for (Map.Entry<Long, Double> entry : buckets.get(i).values().entrySet()) {
        double less = i == 0 ? 0 : buckets.get(i - 1).values().getOrDefault(entry.getKey(), 0.0);
        if (entry.getValue() - less > 0.01) {
          svg.rectangle(new Box(x(entry.getKey(), plot), y, width, cell), "#FF9830");
        }
      }
    }
    times(plot);
  }

  /** Writes the names below the box, and returns how many rows they took. */
  int legend(PanelStyle style, List<Series> series, Box box) {
    List<List<Integer>> rows = new ArrayList<>(List.of(new ArrayList<>()));
    double x = 0;
    for (int i = 0; i < series.size(); i++) {
      if (x + width(series.get(i)) > box.width() && x > 0) {
        rows.add(new ArrayList<>());
        x = 0;
      }
      rows.get(rows.size() - 1).add(i);
      x += width(series.get(i));
    }
    for (int row = 0; row < rows.size(); row++) {
      x = box.x();
      double y = box.bottom() - 4 - (rows.size() - 1 - row) * LEGEND_ROW;
      for (int i : rows.get(row)) {
        svg.rectangle(new Box(x, y - 6, 12, 4), style.color(series.get(i).name(), i));
        svg.text(x + 16, y, series.get(i).name(), Svg.TEXT, "start", 10);
        x += width(series.get(i));
      }
    }
    return rows.size();
  }

  private static double width(Series series) {
    return 30 + series.name().length() * 6;
  }
}
