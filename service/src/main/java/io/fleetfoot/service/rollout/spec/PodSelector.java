package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.LabelRequirement;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which pods, in text as the API server reads it: labels.Parse of apimachinery. */
final class PodSelector {

  private static final int LONGEST = 1024;
  private static final String NAME = "[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
  private static final String PREFIX = "[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?/";
  private static final Pattern KEY = Pattern.compile("(?:%s)?%s".formatted(PREFIX, NAME));
  private static final Pattern VALUE = Pattern.compile("(?:%s)?".formatted(NAME));

  /** Pods can be chosen by the order of numbers too, as hosts cannot. */
  private static final Pattern ORDER = Pattern.compile("[<>](?!\\s*[0-9]+\\s*(?:,|$))");

  private PodSelector() {}

  /** Returns the type of the text; what was kept earlier is taken as it is. */
  static FieldType<String> type() {
    FieldType<String> text = TextTypes.text(LONGEST);
    return new FieldType<>(
        text.schema(),
        text.bounds(),
        (json, place) -> text.read(json, place).filter(selector -> holds(selector, place)),
        selector -> selector);
  }

  private static boolean holds(String selector, Place place) {
    if (place.circumstances().isKept()) {
      return true;
    }
    try {
      require(selector);
      return true;
    } catch (IllegalArgumentException e) {
      place.fault(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private static void require(String text) {
    Matcher order = ORDER.matcher(text);
    if (order.find()) {
      throw new IllegalArgumentException(
          "found \"%s\" at column %d, wanted a whole number behind it"
              .formatted(order.group(), order.start() + 1));
    }
    HostSelector selector = HostSelector.parse(text.replaceAll("[<>]", "="));
    List<LabelRequirement> expressions = selector.matchExpressions();
    require(
        KEY,
        Stream.concat(
            selector.matchLabels().keySet().stream(),
            expressions.stream().map(LabelRequirement::key)),
        "a label's key, such as \"app\" or \"example.com/app\"");
    require(
        VALUE,
        Stream.concat(
            selector.matchLabels().values().stream(),
            expressions.stream().map(LabelRequirement::values).flatMap(Collection::stream)),
        "a label's value: at most 63 letters, digits, \"-\", \"_\" and \".\", the first and the last a"
            + " letter or a digit");
  }

  private static void require(Pattern pattern, Stream<String> texts, String wanted) {
    texts
        .filter(text -> !pattern.matcher(text).matches())
        .findFirst()
        .ifPresent(
            text -> {
              throw new IllegalArgumentException("found \"%s\", wanted %s".formatted(text, wanted));
            });
  }
}
