package io.fleetfoot.service.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ForecastNewsTest {

  private static final Instant NOW = Instant.parse("2026-03-03T12:00:00Z");

  @Test
  void theFirstForecastIsNews() {
    assertThat(ForecastNews.isNews(null, forecast(3600, 7200, null))).isTrue();
  }

  @Test
  void theSameAgainIsNone() {
    assertThat(ForecastNews.isNews(forecast(3600, 7200, 0.8), forecast(3600, 7200, 0.8))).isFalse();
  }

  @Test
  void aTimeIsNewsThatMovesByMoreThanATenthOfWhatWasLeft() {
    Forecast before = forecast(3600, 7200, null);

    assertThat(ForecastNews.isNews(before, forecast(3960, 7200, null))).isFalse();
    assertThat(ForecastNews.isNews(before, forecast(3961, 7200, null))).isTrue();
    assertThat(ForecastNews.isNews(before, forecast(3239, 7200, null))).isTrue();
    assertThat(ForecastNews.isNews(before, forecast(3600, 7920, null))).isFalse();
    assertThat(ForecastNews.isNews(before, forecast(3600, 7921, null))).isTrue();
  }

  @Test
  void aMinuteIsNoNewsHoweverLittleWasLeft() {
    Forecast before = forecast(60, 120, null);

    assertThat(ForecastNews.isNews(before, forecast(60, 180, null))).isFalse();
    assertThat(ForecastNews.isNews(before, forecast(60, 181, null))).isTrue();
  }

  @Test
  void aTimeThatComesOrGoesIsNews() {
    assertThat(ForecastNews.isNews(forecast(60, null, null), forecast(60, 120, null))).isTrue();
    assertThat(ForecastNews.isNews(forecast(60, null, null), forecast(null, null, null))).isTrue();
    assertThat(ForecastNews.isNews(forecast(null, null, null), forecast(null, null, null)))
        .isFalse();
  }

  @Test
  void aChanceThatMovesByATenthIsNews() {
    Forecast before = forecast(60, 120, 0.5);

    assertThat(ForecastNews.isNews(before, forecast(60, 120, 0.59))).isFalse();
    assertThat(ForecastNews.isNews(before, forecast(60, 120, 0.625))).isTrue();
    assertThat(ForecastNews.isNews(before, forecast(60, 120, 0.375))).isTrue();
    assertThat(ForecastNews.isNews(before, forecast(60, 120, null))).isTrue();
  }

  @Test
  void anotherOutlookIsNews() {
    assertThat(ForecastNews.isNews(forecast(60, 120, 0.9), forecast(60, 120, 0.89))).isTrue();
  }

  @Test
  void isOnTimeFromNineInTenOn() {
    assertThat(forecast(60, 120, 0.9).outlook()).isEqualTo(Outlook.ON_TIME);
    assertThat(forecast(60, 120, 0.899).outlook()).isEqualTo(Outlook.AT_RISK);
    assertThat(forecast(60, 120, null).outlook()).isEqualTo(Outlook.ON_TIME);
    assertThat(forecast(60, null, null).outlook()).isEqualTo(Outlook.OPEN_ENDED);
    assertThat(forecast(60, null, 0.8).outlook()).isEqualTo(Outlook.AT_RISK);
  }

  @Test
  void saysInASentenceWhatItComesTo() {
    assertThat(ForecastNews.text(forecast(3600, 7200, 0.973)))
        .isEqualTo(
            "half of the runs end by 2026-03-03T13:00:00Z, nine in ten by 2026-03-03T14:00:00Z,"
                + " 97 % by the deadline");
    assertThat(ForecastNews.text(forecast(3600, null, null)))
        .isEqualTo("half of the runs end by 2026-03-03T13:00:00Z, fewer than nine in ten ever");
    assertThat(ForecastNews.text(new Forecast(NOW, 10, null, null, null, 0.6, List.of())))
        .isEqualTo("fewer than half of the runs ever end, 60 % are stopped by failures");
  }

  private static Forecast forecast(
      @Nullable Integer p50, @Nullable Integer p90, @Nullable Double chance) {
    return new Forecast(NOW, 1000, at(p50), at(p90), chance, 0, List.of("a guess"));
  }

  private static @Nullable Instant at(@Nullable Integer seconds) {
    return seconds == null ? null : NOW.plusSeconds(seconds);
  }
}
