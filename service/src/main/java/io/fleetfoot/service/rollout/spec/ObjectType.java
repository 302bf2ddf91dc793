package io.fleetfoot.service.rollout.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An object of a spec.
 *
 * @param name its name, such as {@code RolloutWindow}
 * @param fields its fields, in the order in which they are documented
 * @param rules what must hold between its fields; each sees those that were read without a fault
 * @param build makes the value of fields and rules that are without a fault
 */
public record ObjectType<S>(
    String name,
    List<Field<S, ?>> fields,
    List<Consumer<Parsed>> rules,
    Function<Parsed, S> build) {

  /** Returns the kept object that the JSON spells, or throws every fault of it. */
  public S read(String root, Map<String, ?> json) {
    return read(root, json, Circumstances.any());
  }

  /** Returns the new object that the JSON spells, or throws every fault that it has now. */
  public S read(String root, Map<String, ?> json, Circumstances circumstances) {
    Place place = Place.root(root, circumstances);
    Optional<S> value = read(json, place);
    place.throwFaults();
    return value.orElseThrow();
  }

  /** Returns the object as it is written, with what is usual filled in. */
  public Map<String, Object> write(S value) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Field<S, ?> field : fields) {
      Object written = field.write(value);
      if (written != null) {
        json.put(field.name(), written);
      }
    }
    return json;
  }

  /** Returns the object as the type of a field. */
  FieldType<S> type() {
    return new FieldType<>(
        schema(),
        "",
        List.of(this),
        (json, place) -> {
          if (json instanceof Map<?, ?> map) {
            return read(map, place);
          }
          place.fault(json, "an object");
          return Optional.empty();
        },
        this::write);
  }

  /** Returns the object in the words of JSON Schema. */
  public Map<String, Object> schema() {
    Map<String, Object> properties = new LinkedHashMap<>();
    fields.forEach(field -> properties.put(field.name(), schema(field)));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("title", name);
    schema.put("properties", properties);
    List<String> required = fields.stream().filter(Field::required).map(Field::name).toList();
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    return schema;
  }

  private static Map<String, Object> schema(Field<?, ?> field) {
    Map<String, Object> schema = new LinkedHashMap<>(field.type().schema());
    schema.put(
        "description",
        "duration".equals(schema.get("format"))
            ? "%s From %s.".formatted(field.sentence(), field.type().bounds())
            : field.sentence());
    put(schema, "default", field.usualJson());
    put(schema, "example", field.example());
    return schema;
  }

  private static void put(Map<String, Object> schema, String key, @Nullable Object value) {
    if (value != null) {
      schema.put(key, value);
    }
  }

  private Optional<S> read(Map<?, ?> json, Place place) {
    int before = place.faultCount();
    for (Object key : json.keySet()) {
      if (fields.stream().noneMatch(field -> field.name().equals(key))) {
        place.field(String.valueOf(key)).fault("is not known here; known are " + names());
      }
    }
    Parsed parsed = new Parsed(place);
    fields.forEach(field -> parsed.read(field, json.get(field.name())));
    rules.forEach(rule -> rule.accept(parsed));
    return place.faultCount() == before ? built(parsed, place) : Optional.empty();
  }

  /** The value's own constructor has the last word. */
  private Optional<S> built(Parsed parsed, Place place) {
    try {
      return Optional.of(build.apply(parsed));
    } catch (IllegalArgumentException e) {
      place.fault(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private String names() {
    return String.join(", ", fields.stream().map(Field::name).toList());
  }
}
