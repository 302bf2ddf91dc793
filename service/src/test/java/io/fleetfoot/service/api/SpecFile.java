package io.fleetfoot.service.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Specs that stand in the documents. */
final class SpecFile {

  private static final Path EXAMPLES = Path.of("../docs/operations/rollout-examples.md");
  private static final Pattern BLOCK = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  private SpecFile() {}

  /** Returns the specs of the page of examples, in its order. */
  static List<Map<String, Object>> examples() {
    try {
      return BLOCK
          .matcher(Files.readString(EXAMPLES))
          .results()
          .map((MatchResult block) -> json(block.group(1)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the object that the text spells. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> json(String text) {
    return ApiClient.JSON.readValue(text, Map.class);
  }
}
