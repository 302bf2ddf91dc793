package io.fleetfoot.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics and labels that a PromQL expression names, by its tokens. Whether the expression is
 * well formed is for promtool to say.
 *
 * @param metrics the metrics that it selects
 * @param labels the labels by which it selects, groups and joins
 */
record PromqlNames(Set<String> metrics, Set<String> labels) {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|\\[[^\\]]*\\]"
              + "|[0-9][0-9a-zA-Z_.]*(?:e[+-]?[0-9]+)?|[a-zA-Z_:][a-zA-Z0-9_:]*|[^\\s]");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Set<String> LABEL_LISTS =
      Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
  private static final Set<String> KEYWORDS =
      Set.of("and", "or", "unless", "offset", "bool", "atan2", "inf", "nan");

  static PromqlNames of(String expression) {
    List<String> tokens = tokens(expression);
    Set<String> metrics = new TreeSet<>();
    Set<String> labels = new TreeSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      String next = i + 1 < tokens.size() ? tokens.get(i + 1) : "";
      if (token.equals("{")) {
        i = addNames(tokens, i, "}", labels);
      } else if (LABEL_LISTS.contains(token)) {
        i = next.equals("(") ? addNames(tokens, i + 1, ")", labels) : i;
      } else if (NAME.matcher(token).matches()
          && !next.equals("(")
          && !KEYWORDS.contains(token)
          && !isAggregation(token, next)) {
        metrics.add(token);
      }
    }
    return new PromqlNames(metrics, labels);
  }

  private static boolean isAggregation(String token, String next) {
    return (next.equals("by") || next.equals("without"))
        && Set.of("sum", "max", "min", "avg", "count", "topk", "bottomk", "quantile")
            .contains(token);
  }

  private static int addNames(List<String> tokens, int open, String close, Set<String> names) {
    int i = open + 1;
    while (!tokens.get(i).equals(close)) {
      if (NAME.matcher(tokens.get(i)).matches()) {
        names.add(tokens.get(i));
      }
      i++;
    }
    return i;
  }

  private static List<String> tokens(String expression) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(expression);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    return tokens;
  }
}
