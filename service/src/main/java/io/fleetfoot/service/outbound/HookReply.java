package io.fleetfoot.service.outbound;

import io.fleetfoot.service.rollout.HookAnswer;
import java.time.DateTimeException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what a webhook that was asked answered; what means nothing is an error, never an allow. */
final class HookReply {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration USUAL_WAIT = Duration.ofSeconds(30);
  private static final int LONGEST_REASON = 500;

  private HookReply() {}

  static HookAnswer read(byte[] body) {
    JsonNode answer;
    try {
      answer = JSON.readTree(body);
    } catch (JacksonException e) {
      return new HookAnswer.Error("the answer is not JSON: " + line(e.getOriginalMessage()));
    }
    String decision = text(answer, "decision");
    if (decision == null) {
      return new HookAnswer.Error(
          "the answer has no \"decision\": wanted {\"decision\":\"allow\"}, deny or wait");
    }
    String reason = text(answer, "reason");
    String said = reason == null || reason.isBlank() ? "no reason given" : line(reason);
    return switch (decision) {
      case "allow" -> new HookAnswer.Allow();
      case "deny" -> new HookAnswer.Deny(said);
      case "wait" -> waiting(answer, said);
      default ->
          new HookAnswer.Error(
              "the decision is \"%s\": wanted allow, deny or wait".formatted(line(decision)));
    };
  }

  /** Returns the text as a short line without control characters, fit for reasons and logs. */
  static String line(@Nullable String text) {
    String plain = String.valueOf(text).replaceAll("\\p{Cntrl}+", " ").strip();
    return plain.length() > LONGEST_REASON ? plain.substring(0, LONGEST_REASON) + "…" : plain;
  }

  private static HookAnswer waiting(JsonNode answer, String reason) {
    if (!answer.has("retryAfter")) {
      return new HookAnswer.Wait(USUAL_WAIT, reason);
    }
    String retryAfter = text(answer, "retryAfter");
    try {
      Duration after = Duration.parse(String.valueOf(retryAfter));
      if (!after.isNegative()) {
        return new HookAnswer.Wait(after, reason);
      }
    } catch (DateTimeException e) {
      // falls through to what is wanted
    }
    return new HookAnswer.Error(
        "retryAfter is %s: wanted a duration such as \"PT30S\""
            .formatted(line(String.valueOf(answer.get("retryAfter")))));
  }

  private static @Nullable String text(JsonNode answer, String field) {
    JsonNode value = answer.get(field);
    return value != null && value.isString() ? value.stringValue() : null;
  }
}
