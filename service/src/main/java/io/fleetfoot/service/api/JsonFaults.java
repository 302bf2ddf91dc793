package io.fleetfoot.service.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says of JSON that could not be read what was found and what was wanted, and names no class. */
final class JsonFaults {

  /** Jackson has no exception of its own for these two. */
  private static final Pattern TWICE = Pattern.compile("Duplicate Object property \"(.*)\"");

  private static final String TRAILING = "Trailing token";

  private JsonFaults() {}

  /** Returns the fault with its path. */
  static ApiProblems.Fault of(JacksonException fault) {
    return new ApiProblems.Fault(JsonPaths.of(fault), detail(fault));
  }

  /** Returns what is wrong, without its path. */
  static String detail(JacksonException fault) {
    if (fault instanceof UnrecognizedPropertyException unknown) {
      return "is not known here; " + known(unknown);
    } else if (fault instanceof InvalidFormatException format && format.getTargetType() != null) {
      return ValueWords.mismatch(format.getValue(), format.getTargetType());
    } else if (fault instanceof MismatchedInputException mismatch) {
      return mismatch(mismatch);
    } else if (fault instanceof InputCoercionException coercion) {
      return "is out of range, wanted %s of at most %d bits"
          .formatted(
              ValueWords.wanted(coercion.getTargetType()),
              coercion.getTargetType() == long.class ? Long.SIZE : Integer.SIZE);
    } else if (fault instanceof StreamReadException) {
      return syntax(fault);
    }
    return fault instanceof StreamConstraintsException
        ? "is nested too deeply, or has a text or a number in it that is too long"
        : "cannot be read";
  }

  private static String known(UnrecognizedPropertyException unknown) {
    return unknown.getKnownPropertyIds().isEmpty()
        ? "nothing is"
        : unknown.getKnownPropertyIds().stream()
            .map(String::valueOf)
            .collect(Collectors.joining(", ", "known are ", ""));
  }

  private static String mismatch(MismatchedInputException mismatch) {
    if (String.valueOf(mismatch.getOriginalMessage()).startsWith(TRAILING)) {
      return "found more behind the JSON, wanted nothing there";
    }
    Class<?> wanted = mismatch.getTargetType();
    String found = found(mismatch.getCurrentToken());
    return wanted == null
        ? "found %s, wanted something else".formatted(found)
        : ValueWords.mismatch(found, wanted);
  }

  private static String found(@Nullable JsonToken token) {
    return token == null
        ? "nothing"
        : switch (token) {
          case START_OBJECT, END_OBJECT, PROPERTY_NAME -> "an object";
          case START_ARRAY, END_ARRAY -> "a list";
          case VALUE_STRING -> "text";
          case VALUE_NUMBER_INT -> "a whole number";
          case VALUE_NUMBER_FLOAT -> "a number with a fraction";
          case VALUE_TRUE -> "true";
          case VALUE_FALSE -> "false";
          case VALUE_NULL -> "null";
          default -> "something else";
        };
  }

  private static String syntax(JacksonException fault) {
    Matcher twice = TWICE.matcher(String.valueOf(fault.getOriginalMessage()));
    if (twice.lookingAt()) {
      return "has \"%s\" twice".formatted(ValueWords.shortened(twice.group(1)));
    }
    TokenStreamLocation at = fault.getLocation();
    String where =
        at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
    return fault instanceof UnexpectedEndOfInputException
        ? "ends%s before its JSON does".formatted(where)
        : "is no JSON%s: is a quote, a comma or a bracket missing, or one too many?"
            .formatted(where);
  }
}
