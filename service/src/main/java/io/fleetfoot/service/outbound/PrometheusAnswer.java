package io.fleetfoot.service.outbound;

import io.fleetfoot.service.rollout.QueryResult;
import io.fleetfoot.service.scheduler.MetricSourceException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the answer of Prometheus to an instant query: {@code
 * {"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"0.5"]}]}}}.
 */
final class PrometheusAnswer {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int VALUE = 1;

  private PrometheusAnswer() {}

  static QueryResult read(int status, byte[] body) {
    JsonNode answer;
    try {
      answer = JSON.readTree(body);
    } catch (JacksonException e) {
      throw new MetricSourceException(
          "Prometheus answered with status %d and what is not JSON".formatted(status));
    }
    if (!"success".equals(answer.path("status").asString(""))) {
      throw new MetricSourceException(
          "Prometheus answered with status %d: %s"
              .formatted(status, HookReply.line(answer.path("error").asString("no error given"))));
    }
    JsonNode data = answer.path("data");
    String type = data.path("resultType").asString("");
    JsonNode result = data.path("result");
    return switch (type) {
      case "scalar" -> new QueryResult(List.of(number(result)));
      case "vector" -> vector(result);
      default ->
          throw new MetricSourceException(
              "the query gives a %s: wanted a vector or a scalar"
                  .formatted(type.isEmpty() ? "result without a type" : HookReply.line(type)));
    };
  }

  private static QueryResult vector(JsonNode result) {
    List<Double> samples = new ArrayList<>();
    for (JsonNode sample : result) {
      if (!sample.has("value")) {
        throw new MetricSourceException("the query gives a histogram: wanted plain samples");
      }
      samples.add(number(sample.path("value")));
    }
    return new QueryResult(samples);
  }

  /** Numbers come as text, for JSON has no NaN and no infinity. */
  private static double number(JsonNode value) {
    String text = value.path(VALUE).asString("");
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> finite(text);
    };
  }

  private static double finite(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new MetricSourceException(
          "Prometheus gave the value \"%s\", which is no number".formatted(HookReply.line(text)));
    }
  }
}
