package io.fleetfoot.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** How a panel says that its figures are to look: colours, dashes, units. */
record PanelStyle(JsonNode panel) {
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

  boolean isStacked() {
    return panel.at("/fieldConfig/defaults/custom/stacking/mode").asText().equals("normal");
  }

  boolean countsWholeThings() {
    return panel.at("/fieldConfig/defaults/unit").asText().equals("short");
  }

  /** Returns the colour of the series of that name, which is the index-th. */
  String color(String name, int index) {
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

  boolean isDashed(String name) {
    return RenderedChart.each(panel.at("/fieldConfig/overrides"))
        .filter(o -> name.matches(o.at("/matcher/options").asText()))
        .anyMatch(o -> o.toString().contains("lineStyle"));
  }

  String format(double value) {
    return switch (panel.at("/fieldConfig/defaults/unit").asText()) {
      case "s" -> seconds(value);
      case "percentunit" -> Svg.of("%.0f %%", value * 100);
      default -> value == Math.rint(value) ? Svg.of("%.0f", value) : Svg.of("%.1f", value);
    };
  }

  static String seconds(double value) {
    if (value == 0) {
      return "0 s";
    }
    double size = Math.abs(value);
    return size < 1
        ? trimmed(value * 1e3) + " ms"
        : size < 120 ? trimmed(value) + " s" : trimmed(value / 60) + " min";
  }

  private static String trimmed(double value) {
    String text = Svg.of(Math.abs(value) < 10 ? "%.2f" : "%.1f", value);
    return text.replaceFirst("\\.?0+$", "");
  }
}
