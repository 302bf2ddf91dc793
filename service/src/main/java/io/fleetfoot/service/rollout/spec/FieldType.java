package io.fleetfoot.service.rollout.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a value is written in JSON, what it may be, and how it is read.
 *
 * @param schema the type in the words of JSON Schema
 * @param bounds the bounds in words, for people; empty where there are none to name
 * @param objects the object that the value is, or of which it is a list; otherwise none
 * @param reader reads a value, or notes what is wrong with it
 * @param writer returns a value as it is written
 */
public record FieldType<T>(
    Map<String, Object> schema,
    String bounds,
    List<ObjectType<?>> objects,
    Reader<T> reader,
    Function<T, Object> writer) {

  /** Makes the type of a value that is no object. */
  FieldType(
      Map<String, Object> schema, String bounds, Reader<T> reader, Function<T, Object> writer) {
    this(schema, bounds, List.of(), reader, writer);
  }

  /** Reads a value that stands in a spec. */
  @FunctionalInterface
  public interface Reader<T> {

    /** Returns the value; nothing if a fault was noted instead. */
    Optional<T> read(Object json, Place place);
  }

  /** Returns the value that the JSON spells; nothing if a fault was noted instead. */
  Optional<T> read(Object json, Place place) {
    return reader.read(json, place);
  }

  /** Returns the value as it is written in JSON. */
  public Object write(T value) {
    return writer.apply(value);
  }
}
