package io.fleetfoot.service.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.service.scheduler.MetricSourceException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusAnswerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          "scalar","result":[1700000000.1,"0.5"]                                                  ; [0.5]
          "vector","result":[]                                                                    ; []
          "vector","result":[{"metric":{},"value":[1,"NaN"]}]                                     ; [NaN]
          "vector","result":[{"metric":{"a":"b"},"value":[1,"+Inf"]},{"metric":{},"value":[1,"1e-3"]}] ; [Infinity, 0.001]
          "vector","result":[{"metric":{},"value":[1,"-Inf"]}]                                    ; [-Infinity]
          """)
  void readsScalarsAndVectors(String data, String samples) {
    assertThat(
            PrometheusAnswer.read(
                    200,
                    bytes("{\"status\":\"success\",\"data\":{\"resultType\":%s}}".formatted(data)))
                .toString())
        .isEqualTo(samples);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          400 ; {"status":"error","errorType":"bad_data","error":"parse error: x"} ; status 400: parse error: x
          503 ; <html>no</html>                                                    ; status 503 and what is not JSON
          200 ; {}                                                                 ; no error given
          200 ; {"status":"success","data":{"resultType":"matrix","result":[]}}    ; gives a matrix
          200 ; {"status":"success","data":{"resultType":"string","result":[1,"a"]}} ; gives a string
          200 ; {"status":"success","data":{"resultType":"scalar","result":[1]}}   ; no number
          200 ; {"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{}]}]}} ; histogram
          200 ; {"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"many"]}]}} ; "many"
          """)
  void saysWhatCannotBeJudged(int status, String body, String why) {
    assertThatExceptionOfType(MetricSourceException.class)
        .isThrownBy(() -> PrometheusAnswer.read(status, bytes(body)))
        .withMessageContaining(why);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
