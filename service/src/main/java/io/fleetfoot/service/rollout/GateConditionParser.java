package io.fleetfoot.service.rollout;

import io.fleetfoot.service.rollout.GateCondition.Comparison;
import io.fleetfoot.service.rollout.GateCondition.Quantity;
import io.fleetfoot.service.rollout.GateCondition.Term;
import io.fleetfoot.service.rollout.GateCondition.Truth;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one condition, from left to right; each fault names its column. */
final class GateConditionParser {

  private static final int LONGEST = 1024;
  private static final int DEEPEST = 32;
  private static final int SHOWN = 12;
  private static final String AFTER_NUMBER = "),&|";
  private static final Pattern NUMBER =
      Pattern.compile("-?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*");
  private static final Pattern INDEX = Pattern.compile("\\d{1,4}");

  private final String text;
  private int at;
  private int depth;

  GateConditionParser(String text) {
    this.text = text;
  }

  GateCondition parse() {
    if (text.length() > LONGEST) {
      throw fault(
          LONGEST,
          "the condition has %d characters, at most %d are read".formatted(text.length(), LONGEST));
    }
    Predicate<QueryResult> truth = truth(0, either());
    if (!atEnd()) {
      throw fault(at, "found %s, wanted && or || or the end".formatted(found()));
    }
    return new GateCondition(text, truth);
  }

  private Term either() {
    skipSpace();
    int start = at;
    Term left = both();
    while (take("||")) {
      Predicate<QueryResult> first = truth(start, left);
      int next = at;
      left = new Truth(first.or(truth(next, both())));
    }
    return left;
  }

  private Term both() {
    skipSpace();
    int start = at;
    Term left = comparison();
    while (take("&&")) {
      Predicate<QueryResult> first = truth(start, left);
      int next = at;
      left = new Truth(first.and(truth(next, comparison())));
    }
    return left;
  }

  private Term comparison() {
    skipSpace();
    int start = at;
    Term left = term();
    for (Comparison comparison : Comparison.values()) {
      if (take(comparison.sign)) {
        Quantity first = quantity(start, left);
        int next = at;
        return first.compare(comparison, quantity(next, term()));
      }
    }
    if (left instanceof Quantity && !atEnd() && AFTER_NUMBER.indexOf(text.charAt(at)) < 0) {
      throw fault(at, "found %s, wanted <, <=, >, >=, == or !=".formatted(found()));
    }
    return left;
  }

  private Term term() {
    if (++depth > DEEPEST) {
      throw fault(at, "more than %d parts lie in each other".formatted(DEEPEST));
    }
    Term term = take("!") ? negation() : take("(") ? group() : plain();
    depth--;
    return term;
  }

  private Term negation() {
    int start = at;
    return new Truth(truth(start, term()).negate());
  }

  private Term group() {
    Term inner = either();
    want(")");
    return inner;
  }

  private Term plain() {
    int start = at;
    String number = next(NUMBER);
    if (number != null) {
      return Quantity.constant(Double.parseDouble(number));
    }
    String word = next(WORD);
    if (word == null) {
      throw fault(start, "found %s, wanted a number, result, a function or (".formatted(found()));
    }
    return named(start, word);
  }

  private Term named(int start, String word) {
    return switch (word) {
      case "result" -> take("[") ? indexed() : Quantity.onlySample();
      case "true" -> new Truth(result -> true);
      case "false" -> new Truth(result -> false);
      case "len" -> count();
      case "isNaN" -> {
        want("(");
        Quantity of = argument();
        want(")");
        yield of.isNaN();
      }
      case "default" -> {
        want("(");
        Quantity of = argument();
        want(",");
        Quantity other = argument();
        want(")");
        yield of.orElse(other);
      }
      default ->
          throw fault(
              start,
              "found \"%s\", wanted result, len(result), isNaN(…), default(…, …), true or false"
                  .formatted(word));
    };
  }

  private Quantity indexed() {
    skipSpace();
    String index = next(INDEX);
    if (index == null) {
      throw fault(at, "found %s, wanted the number of a sample, from 0".formatted(found()));
    }
    want("]");
    return Quantity.sample(Integer.parseInt(index));
  }

  private Quantity count() {
    want("(");
    skipSpace();
    int start = at;
    if (!"result".equals(next(WORD))) {
      throw fault(start, "len counts the samples of result: write len(result)");
    }
    want(")");
    return Quantity.count();
  }

  private Quantity argument() {
    skipSpace();
    int start = at;
    return quantity(start, term());
  }

  private Predicate<QueryResult> truth(int start, Term term) {
    if (term instanceof Truth truth) {
      return truth.of();
    }
    throw fault(start, "found a number where a comparison is wanted, such as result < 0.05");
  }

  private Quantity quantity(int start, Term term) {
    if (term instanceof Quantity quantity) {
      return quantity;
    }
    throw fault(start, "found a comparison where a number is wanted");
  }

  private boolean take(String sign) {
    skipSpace();
    boolean there = text.startsWith(sign, at);
    at += there ? sign.length() : 0;
    return there;
  }

  private void want(String sign) {
    if (!take(sign)) {
      throw fault(at, "found %s, wanted %s".formatted(found(), sign));
    }
  }

  private @Nullable String next(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return null;
    }
    at = matcher.end();
    return matcher.group();
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean atEnd() {
    skipSpace();
    return at == text.length();
  }

  private String found() {
    return atEnd()
        ? "the end"
        : "\"%s\"".formatted(text.substring(at, Math.min(text.length(), at + SHOWN)));
  }

  private IllegalArgumentException fault(int offset, String what) {
    int before = offset;
    while (before < text.length() && Character.isWhitespace(text.charAt(before))) {
      before++;
    }
    return new IllegalArgumentException(
        "condition \"%s\", column %d: %s".formatted(text, before + 1, what));
  }
}
