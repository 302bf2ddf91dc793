package io.fleetfoot.service.rollout.spec;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The fields of one object that were read, each a value of its type. */
final class Parsed {

  private final Place place;
  private final Map<String, Object> values = new HashMap<>();
  private final Map<String, Object> given = new HashMap<>();

  Parsed(Place place) {
    this.place = place;
  }

  /** Reads a field of the object; what is wrong with it is noted at its place. */
  <T> void read(Field<?, T> field, @Nullable Object json) {
    if (json != null) {
      given.put(field.name(), json);
      field
          .type()
          .read(json, place.field(field.name()))
          .ifPresent(value -> values.put(field.name(), value));
    } else if (field.required()) {
      place.field(field.name()).fault("is missing");
    } else if (field.usual() != null) {
      values.put(field.name(), field.usual());
    }
  }

  /** Says whether the field was there, however wrong. */
  boolean has(Field<?, ?> field) {
    return given.containsKey(field.name());
  }

  /** Returns the field as it was written, however wrong; nothing where it is absent. */
  Optional<Object> written(Field<?, ?> field) {
    return Optional.ofNullable(given.get(field.name()));
  }

  /** Returns the length of time that was meant, be it within its bounds or not. */
  Optional<Duration> meant(Field<?, Duration> field) {
    return find(field).or(() -> written(field).flatMap(TextTypes::anyDuration));
  }

  /** Returns the field, which is required or has a usual value. */
  <T> T get(Field<?, T> field) {
    return find(field).orElseThrow(() -> new IllegalStateException("no " + field.name()));
  }

  /** Returns the field or null. */
  <T> @Nullable T orNull(Field<?, T> field) {
    return find(field).orElse(null);
  }

  /** Returns the field if it was read without a fault, or has a usual value. */
  @SuppressWarnings("unchecked")
  <T> Optional<T> find(Field<?, T> field) {
    return Optional.ofNullable((T) values.get(field.name()));
  }

  /** Notes what is wrong with a field under the circumstances, if it was read without a fault. */
  <T> void judge(Field<?, T> field, BiFunction<Circumstances, T, Optional<String>> judgement) {
    find(field)
        .flatMap(value -> judgement.apply(place.circumstances(), value))
        .ifPresent(detail -> fault(field, detail));
  }

  /** Notes what is wrong with a field. */
  void fault(Field<?, ?> field, String detail) {
    place.field(field.name()).fault(detail);
  }

  /** Notes what is wrong with the object as a whole. */
  void fault(String detail) {
    place.fault(detail);
  }

  /** Returns the place of a field. */
  Place place(Field<?, ?> field) {
    return place.field(Objects.requireNonNull(field.name()));
  }
}
