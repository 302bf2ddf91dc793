package io.fleetfoot.service.rollout.spec;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One field of an object of type S in a spec.
 *
 * @param name its name on the wire
 * @param type what it may be
 * @param required whether the object cannot be without it
 * @param usual what it is when it is absent; nothing when that is null
 * @param of returns it of an object; null where the object has none
 * @param sentence what it means
 * @param example an example of it, as it is written
 */
public record Field<S, T>(
    String name,
    FieldType<T> type,
    boolean required,
    @Nullable T usual,
    Function<S, @Nullable T> of,
    String sentence,
    @Nullable Object example) {

  /** Makes a field that may be absent. */
  static <S, T> Field<S, T> of(String name, FieldType<T> type, Function<S, @Nullable T> of) {
    return new Field<>(name, type, false, null, of, "", null);
  }

  /** Returns the field, which must be there. */
  Field<S, T> needed() {
    return new Field<>(name, type, true, usual, of, sentence, example);
  }

  /** Returns the field with what it is when absent. */
  Field<S, T> usually(T value) {
    return new Field<>(name, type, required, value, of, sentence, example);
  }

  /** Returns the field with its meaning. */
  Field<S, T> says(String newSentence) {
    return new Field<>(name, type, required, usual, of, newSentence, example);
  }

  /** Returns the field with an example of it, as it is written. */
  Field<S, T> like(Object newExample) {
    return new Field<>(name, type, required, usual, of, sentence, newExample);
  }

  /** Returns the field as one of an outer object, which has this one's object in itself. */
  <R> Field<R, T> in(Function<R, S> inner) {
    return new Field<>(
        name, type, required, usual, outer -> of.apply(inner.apply(outer)), sentence, example);
  }

  /** Returns what it is when absent, as it would be written; null if nothing. */
  public @Nullable Object usualJson() {
    return usual == null ? null : type.write(usual);
  }

  /** Returns it of an object, as it is written; null where the object has none. */
  @Nullable Object write(S object) {
    T value = of.apply(object);
    return value == null ? null : Objects.requireNonNull(type.write(value));
  }
}
