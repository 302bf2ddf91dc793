package io.fleetfoot.service.timing;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Locale;

/** A comparison and what it says. */
public record Finding(Comparison comparison, Judgement judgement) {

  private static final MathContext SHOWN = new MathContext(3);
  private static final int NANOS = 9;

  /** Returns the finding in a sentence for operators. */
  public String text() {
    return comparison.phase().wireName() + withoutPhase();
  }

  /** Returns what follows the phase's name in the sentence, which may hold for others as well. */
  String withoutPhase() {
    if (judgement instanceof Judgement.Inconclusive inconclusive) {
      return " of %s: %s".formatted(comparison.key(), inconclusive.reason());
    } else if (judgement instanceof Judgement.Regression regression) {
      return figures(regression.shift(), regression.p());
    } else if (judgement instanceof Judgement.NoRegression none) {
      return figures(none.shift(), none.p());
    }
    throw new IllegalStateException("no words for " + judgement);
  }

  private String figures(double shift, double p) {
    return String.format(
        Locale.ROOT,
        ": median %s%s against %s of %d %s of %s, shift %+.0f %%, p=%s",
        comparison.quality() == Quality.BOUND ? "at most " : "",
        seconds(comparison.wave().median()),
        seconds(comparison.baseline().median()),
        comparison.baseline().size(),
        comparison.source().words(),
        comparison.key(),
        shift * 100,
        probability(p));
  }

  private static String seconds(Duration length) {
    BigDecimal seconds = BigDecimal.valueOf(length.toNanos(), NANOS).round(SHOWN);
    return seconds.stripTrailingZeros().toPlainString() + " s";
  }

  private static String probability(double p) {
    return p < 0.0001 ? "under 0.0001" : String.format(Locale.ROOT, "%.4f", p);
  }
}
