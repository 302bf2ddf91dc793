package io.fleetfoot.service.window.icalendar;

import com.github.mangstadt.vinnie.VObjectProperty;
import com.github.mangstadt.vinnie.io.Context;
import com.github.mangstadt.vinnie.io.SyntaxRules;
import com.github.mangstadt.vinnie.io.VObjectDataAdapter;
import com.github.mangstadt.vinnie.io.VObjectReader;
import com.github.mangstadt.vinnie.io.Warning;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an iCalendar file into the VEVENTs and VTIMEZONEs that it has, each with its properties.
 */
final class ComponentReader extends VObjectDataAdapter {

  private static final int MOST_CHARACTERS = 4 * 1024 * 1024;
  private static final int MOST_COMPONENTS = 10_000;

  private final Deque<Component> open = new ArrayDeque<>();
  private final List<Component> read = new ArrayList<>();
  private boolean calendar;

  private ComponentReader() {}

  static List<Component> read(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "iCalendar file of %d characters, wanted at most %d"
              .formatted(text.length(), MOST_CHARACTERS));
    }
    ComponentReader reader = new ComponentReader();
    try (VObjectReader lines = new VObjectReader(new StringReader(text), SyntaxRules.iCalendar())) {
      lines.parse(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reader.refuseAnUnfinishedFile();
    return reader.read;
  }

  @Override
  public void onComponentBegin(String name, Context context) {
    calendar |= name.equalsIgnoreCase("VCALENDAR");
    open.push(
        new Component(name.toUpperCase(Locale.ROOT), new ArrayList<>(), context.getLineNumber()));
  }

  @Override
  public void onComponentEnd(String name, Context context) {
    Component ended = open.pop();
    if (ended.name().equals("VEVENT") || ended.name().equals("VTIMEZONE")) {
      read.add(ended);
    }
    if (read.size() > MOST_COMPONENTS) {
      throw ended.refused("is one of more than " + MOST_COMPONENTS, "fewer events");
    }
  }

  @Override
  public void onProperty(VObjectProperty property, Context context) {
    Component owner = open.peek();
    if (owner == null) {
      throw malformed(context, "\"%s\" before BEGIN:VCALENDAR".formatted(property.getName()));
    }
    Map<String, String> parameters = new HashMap<>();
    property
        .getParameters()
        .getMap()
        .forEach((name, values) -> parameters.put(String.valueOf(name), String.join(",", values)));
    owner
        .properties()
        .add(
            new Property(
                property.getName().toUpperCase(Locale.ROOT),
                parameters,
                property.getValue(),
                context.getLineNumber()));
  }

  @Override
  public void onWarning(
      Warning warning,
      @Nullable VObjectProperty property,
      @Nullable Exception thrown,
      Context context) {
    throw malformed(context, "\"%s\"".formatted(context.getUnfoldedLine()));
  }

  private void refuseAnUnfinishedFile() {
    if (!calendar) {
      throw new IllegalArgumentException(
          "the file has no BEGIN:VCALENDAR, wanted an iCalendar file (RFC 5545)");
    }
    Component unfinished = open.peek();
    if (unfinished != null) {
      throw unfinished.refused("has no END", "a file that was copied whole");
    }
  }

  private static IllegalArgumentException malformed(Context context, String found) {
    String shown = found.length() > 80 ? found.substring(0, 80) + "…" : found;
    return new IllegalArgumentException(
        "iCalendar line %d: %s is out of place, wanted NAME:VALUE between a BEGIN and its END"
            .formatted(context.getLineNumber(), shown));
  }
}
