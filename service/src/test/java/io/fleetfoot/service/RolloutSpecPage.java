package io.fleetfoot.service;

import io.fleetfoot.service.rollout.spec.BootDeadlines;
import io.fleetfoot.service.rollout.spec.Field;
import io.fleetfoot.service.rollout.spec.ObjectType;
import io.fleetfoot.service.rollout.spec.RolloutFields;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes the reference page of the words in which a rollout is asked for. */
final class RolloutSpecPage {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private final StringBuilder page = new StringBuilder();
  private final Deque<ObjectType<?>> objects = new ArrayDeque<>();

  private RolloutSpecPage() {}

  /** Returns the page. */
  static String text() {
    return new RolloutSpecPage().written();
  }

  private String written() {
    page.append("# The spec of a rollout\n\n").append(ReferencePages.WRITTEN);
    page.append(
        """

        What `POST /api/v1/rollouts` takes as its body and a `KernelRollout` has under `spec`. A rollout shows it whole, with
        what is usual filled in, as `spec` in every answer; what is shown can be sent again.

        A field that is not known is refused, and so is every other fault, all of them at once: the problem's `errors` name
        each by its JSON path with what was found and what was wanted. A `KernelRollout` says the same in its condition
        `Accepted`. Durations are ISO 8601 to the millisecond, such as `PT10M`; a percentage is text, such as `"10%"`.

        A `KernelRollout` has no `name`, for its own is the rollout's; its `kernelImage` may be an image's name instead of its
        id; its `selector` is an object and chooses nodes only.

        Complete specs: [examples](../operations/rollout-examples.md).
        """);
    objects.add(RolloutFields.of(BootDeadlines.standard(), Instant.EPOCH));
    while (!objects.isEmpty()) {
      object(objects.remove());
    }
    return page.toString();
  }

  private void object(ObjectType<?> object) {
    page.append("\n## %s\n\n".formatted(object.name()))
        .append("| field | type | default | bounds | example | what it says |\n")
        .append("|---|---|---|---|---|---|\n");
    for (Field<?, ?> field : object.fields()) {
      objects.addAll(field.type().objects());
      page.append(
          "| `%s` | %s | %s | %s | %s | %s |\n"
              .formatted(
                  field.name(),
                  type(JSON.valueToTree(field.type().schema())),
                  usual(field),
                  field.type().bounds(),
                  code(field.example()),
                  field.sentence()));
    }
  }

  /** How long a host usually has to boot is configured. */
  private static String usual(Field<?, ?> field) {
    if (field.required()) {
      return "required";
    }
    Object usual = field.usualJson();
    return usual == null || field.name().equals("bootDeadline")
        ? "none"
        : usual instanceof Map && !((Map<?, ?>) usual).isEmpty() ? "`{}`" : code(usual);
  }

  private static String type(JsonNode schema) {
    if (schema.has("oneOf")) {
      return "%s or %s".formatted(type(schema.at("/oneOf/0")), type(schema.at("/oneOf/1")));
    }
    if (schema.has("title")) {
      String title = schema.get("title").asString();
      return "[%s](#%s)".formatted(title, title.toLowerCase(Locale.ROOT));
    }
    return switch (schema.get("type").asString()) {
      case "array" -> "list of " + type(schema.get("items"));
      case "object" -> "map of text";
      case "string" -> schema.path("format").asString("text");
      default -> schema.get("type").asString();
    };
  }

  private static String code(@Nullable Object json) {
    return "`%s`"
        .formatted(json instanceof String text ? text : JSON.writeValueAsString(json))
        .replace("|", "\\|")
        .replace("\n", "\\n");
  }
}
