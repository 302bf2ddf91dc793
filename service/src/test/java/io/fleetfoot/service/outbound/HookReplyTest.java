package io.fleetfoot.service.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.rollout.HookAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HookReplyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          {"decision":"allow"}                                        ; Allow[]
          {"decision":"allow","more":[1]}                             ; Allow[]
          {"decision":"deny"}                                         ; Deny[reason=no reason given]
          {"decision":"deny","reason":"freeze"}                       ; Deny[reason=freeze]
          {"decision":"wait"}                                         ; Wait[retryAfter=PT30S, reason=no reason given]
          {"decision":"wait","retryAfter":"PT5M","reason":"at lunch"} ; Wait[retryAfter=PT5M, reason=at lunch]
          """)
  void readsAllowDenyAndWait(String body, String answer) {
    assertThat(read(body)).hasToString(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "allow",
        "<html>ok</html>",
        "[]",
        "\"allow\"",
        "{}",
        "{\"decision\":true}",
        "{\"decision\":\"ALLOW\"}",
        "{\"decision\":\"yes\"}",
        "{\"decision\":\"wait\",\"retryAfter\":30}",
        "{\"decision\":\"wait\",\"retryAfter\":\"soon\"}",
        "{\"decision\":\"wait\",\"retryAfter\":\"-PT1S\"}"
      })
  void takesWhatMeansNothingForAnErrorAndNeverForAllow(String body) {
    assertThat(read(body)).isInstanceOf(HookAnswer.Error.class);
  }

  @Test
  void keepsReasonsShortAndOnOneLine() {
    HookAnswer answer =
        read(
            "{\"decision\":\"deny\",\"reason\":\"a\\nb\\u001b[31m%s\"}".formatted("x".repeat(900)));

    assertThat(((HookAnswer.Deny) answer).reason())
        .startsWith("a b [31mx")
        .hasSizeLessThan(510)
        .doesNotContainPattern("\\p{Cntrl}");
  }

  @Test
  void waitsAsLongAsItIsAsked() {
    assertThat(read("{\"decision\":\"wait\",\"retryAfter\":\"PT0S\"}"))
        .isEqualTo(new HookAnswer.Wait(Duration.ZERO, "no reason given"));
  }

  private static HookAnswer read(String body) {
    return HookReply.read(body.getBytes(StandardCharsets.UTF_8));
  }
}
