package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.rollout.RolloutSpec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Specs in JSON; a single quote stands for a double one. */
public final class SpecJson {

  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

  private static final String NEEDED =
      "{'name': 'test', 'kernelImage': '7d0f6b1e-0000-4000-8000-000000000001'}";

  private SpecJson() {}

  /**
   * Returns the words of a service that gives a host ten minutes to boot, or twenty by firmware.
   */
  public static ObjectType<RolloutSpec> words() {
    return RolloutFields.of(BootDeadlines.standard(), NOW);
  }

  /** Returns a spec that says what is needed and what is given here. */
  public static Map<String, Object> with(String fields) {
    Map<String, Object> spec = new LinkedHashMap<>(parse(NEEDED));
    spec.putAll(parse(fields));
    return spec;
  }

  /** Returns the object that the text spells. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> parse(String text) {
    return JsonMapper.shared().readValue(text.replace('\'', '"'), Map.class);
  }

  /** Returns what the spec asks for. */
  public static RolloutSpec read(Map<String, Object> spec) {
    return words().read("$", spec);
  }

  /** Returns the spec as it is shown, read anew from its own JSON. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> shown(RolloutSpec spec) {
    JsonMapper json = JsonMapper.shared();
    return json.readValue(json.writeValueAsString(RolloutFields.write(spec)), Map.class);
  }
}
