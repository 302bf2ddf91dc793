package io.fleetfoot.service.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Labels that a host must have, each sent as {@code key=value}. No record: it is not a query. */
final class LabelFilter {

  private final List<String> pairs;

  LabelFilter(String... pairs) {
    this.pairs = List.of(pairs);
  }

  /** Returns the labels, or throws InvalidRequestException where a pair is none. */
  Map<String, String> matchLabels() {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new InvalidRequestException(
            "?label", "\"%s\" is no label; expected key=value".formatted(pair));
      }
      String value = pair.substring(equals + 1);
      String before = labels.put(pair.substring(0, equals), value);
      if (before != null && !before.equals(value)) {
        throw new InvalidRequestException(
            "?label",
            "asks for two values of one label, which no host has: \"%s\"".formatted(pair));
      }
    }
    return labels;
  }
}
