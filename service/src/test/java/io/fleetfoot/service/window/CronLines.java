package io.fleetfoot.service.window;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random crontab fields that start a window a few times a day, in every way to write them. */
final class CronLines {

  private CronLines() {}

  static Arbitrary<String> any() {
    return Combinators.combine(
            numbers(0, 59).list().ofMinSize(1).ofMaxSize(3).map(list -> String.join(",", list)),
            field(0, 23),
            field(1, 28),
            Arbitraries.oneOf(field(1, 12), Arbitraries.of("*", "*", "jan,Mar-jun", "feb")),
            Arbitraries.oneOf(field(0, 7), Arbitraries.of("*", "*", "mon-fri", "SAT,sun")))
        .as(
            (minute, hour, day, month, weekday) ->
                String.join(" ", minute, hour, day, month, weekday));
  }

  private static Arbitrary<String> field(int least, int most) {
    Arbitrary<String> number = numbers(least, most);
    Arbitrary<String> range =
        Combinators.combine(
                Arbitraries.integers().between(least, most),
                Arbitraries.integers().between(least, most),
                Arbitraries.integers().between(0, 3))
            .filter((a, b, step) -> !a.equals(b))
            .as(
                (a, b, step) ->
                    Math.min(a, b) + "-" + Math.max(a, b) + (step == 0 ? "" : "/" + step));
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.just("*")),
        Tuple.of(1, Arbitraries.integers().between(1, Math.min(6, most)).map(step -> "*/" + step)),
        Tuple.of(
            3,
            Arbitraries.oneOf(number, range)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(list -> String.join(",", list))));
  }

  private static Arbitrary<String> numbers(int least, int most) {
    return Arbitraries.integers().between(least, most).map(String::valueOf);
  }
}
