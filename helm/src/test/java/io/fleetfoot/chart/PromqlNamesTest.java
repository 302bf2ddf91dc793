package io.fleetfoot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PromqlNamesTest {

  @Test
  void findsTheMetricsAndNeitherFunctionsNorKeywordsNorLabels() {
    PromqlNames names =
        PromqlNames.of(
            "histogram_quantile(0.99, sum by (le, method) (rate(a_bucket{job=~\"x|by\"}[5m] offset"
                + " 1h))) > bool on (method) group_left (to) (1.5e3 * max without (pod) (b)) unless c"
                + " or vector(1)");

    assertThat(names.metrics()).isEqualTo(Set.of("a_bucket", "b", "c"));
    assertThat(names.labels()).isEqualTo(Set.of("le", "method", "job", "to", "pod"));
  }

  @Test
  void takesNoMetricFromAStringOrARange() {
    assertThat(PromqlNames.of("up{a=\"b{c}\", d!='e\\'f'}[1h:5m]").metrics())
        .isEqualTo(Set.of("up"));
  }
}
