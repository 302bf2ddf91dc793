package io.fleetfoot.chart;

import java.util.Locale;

/** A picture in the making: the few shapes that a dashboard is drawn of. */
final class Svg {
  static final String DIM = "#8e8e8e";
  static final String TEXT = "#ccccdc";
  static final String RULE = "#2c3235";

  private final StringBuilder svg = new StringBuilder();

  /** Where something may be drawn. */
  record Box(double x, double y, double width, double height) {
    Box inset(double left, double top, double right, double bottom) {
      return new Box(x + left, y + top, width - left - right, height - top - bottom);
    }

    double right() {
      return x + width;
    }

    double bottom() {
      return y + height;
    }
  }

  Svg(int width, int height) {
    append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " font-family=\"Inter, Helvetica, Arial, sans-serif\">%n",
        width, height, width, height);
  }

  void rectangle(Box box, String color) {
    append(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
        box.x(), box.y(), box.width(), box.height(), color);
  }

  void line(double x1, double y1, double x2, double y2) {
    append(
        "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"%s\" stroke-width=\"1\"/>%n",
        x1, y1, x2, y2, RULE);
  }

  void curve(String path, String color, boolean dashed) {
    append(
        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>%n",
        path, color, dashed ? " stroke-dasharray=\"8 6\"" : "");
  }

  void area(String path, String color) {
    append("<path d=\"%sZ\" fill=\"%s\" fill-opacity=\"0.8\"/>%n", path, color);
  }

  void circle(double x, double y, String color) {
    append("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", x, y, color);
  }

  /** Writes text; the anchor is start, middle or end. */
  void text(double x, double y, String text, String color, String anchor, int size) {
    append(
        "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\" text-anchor=\"%s\" font-size=\"%d\">%s</text>%n",
        x,
        y,
        color,
        anchor,
        size,
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
  }

  /** Returns the whole picture. */
  String finished() {
    return svg + "</svg>\n";
  }

  static String of(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  private void append(String format, Object... arguments) {
    svg.append(of(format, arguments));
  }
}
