package io.fleetfoot.service.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The command's measurements, each shorter than by the command, with a chance that is set. */
class StatisticsTest {

  @Test
  void theGateRaisesFewFalseAlarmsAndFindsALongerBlackout() {
    GateFigures figures = GateFigures.measure(540, 20, 5);

    assertThat(figures.cells().stream().mapToInt(GateFigures.Cell::nullWaves).sum()).isEqualTo(540);
    assertThat(figures.falseAlarmRate()).isLessThanOrEqualTo(0.01);
    assertThat(figures.shiftDetectedRate()).isGreaterThan(0.8);
  }

  @Test
  void nineInTenCampaignsEndBeforeTheirP90() {
    ForecastFigures figures = ForecastFigures.measure(180, 100, 5);

    assertThat(figures.p90Coverage()).isBetween(0.85, 0.95);
    assertThat(figures.p50Coverage()).isBetween(0.4, 0.6);
    assertThat(figures.byWindow())
        .extracting(ForecastFigures.Part::campaigns)
        .containsExactly(90, 90);
  }

  @Test
  void theSameSeedMeasuresTheSame() {
    assertThat(GateFigures.measure(54, 2, 9)).isEqualTo(GateFigures.measure(54, 2, 9));
    assertThat(ForecastFigures.measure(6, 20, 9)).isEqualTo(ForecastFigures.measure(6, 20, 9));
  }
}
