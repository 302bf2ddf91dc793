package io.fleetfoot.agent.json;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, read with errors that name the field's path; unknown fields are
 * ignored.
 */
public final class JsonFields {
  private final String path;
  private final JsonObject object;

  private JsonFields(String path, JsonObject object) {
    this.path = path;
    this.object = object;
  }

  /** Parses one JSON object, called {@code name} in errors. */
  public static JsonFields parse(String name, String json) {
    try {
      return of(name, json.isBlank() ? null : JsonParser.parseString(json));
    } catch (JsonParseException e) {
      throw new MalformedMessageException(name, excerpt(json), "a JSON object");
    }
  }

  /** Wraps an element that must be an object. */
  public static JsonFields of(String name, @Nullable JsonElement element) {
    if (element == null || !element.isJsonObject()) {
      throw wrong(name, element, "a JSON object");
    }
    return new JsonFields(name, element.getAsJsonObject());
  }

  /** Returns a field that must be a string with something in it. */
  public String text(String name) {
    return optionalText(name).orElseThrow(() -> wrong(at(name), null, "a string"));
  }

  /** Returns a string, or nothing when the field is absent. */
  public Optional<String> optionalText(String name) {
    JsonElement element = object.get(name);
    if (element == null) {
      return Optional.empty();
    }
    boolean string = element.isJsonPrimitive() && element.getAsJsonPrimitive().isString();
    if (!string || element.getAsString().isBlank()) {
      throw wrong(at(name), element, "a string");
    }
    return Optional.of(element.getAsString());
  }

  /** Returns a string that must be present but may be empty. */
  public String textOrEmpty(String name) {
    JsonElement element = object.get(name);
    if (element == null || !element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
      throw wrong(at(name), element, "a string");
    }
    return element.getAsString();
  }

  /** Returns a whole number from 0 to 2^63-1. */
  public long size(String name) {
    JsonElement element = object.get(name);
    long value = whole(name, element);
    if (value < 0) {
      throw wrong(at(name), element, "a whole number from 0");
    }
    return value;
  }

  /** Returns a whole number of 64 bits. */
  public long signed(String name) {
    return whole(name, object.get(name));
  }

  /** Returns a decimal number. */
  public double decimal(String name) {
    return number(name, object.get(name)).doubleValue();
  }

  /** Returns whether the field is there. */
  public boolean has(String name) {
    return object.has(name);
  }

  /** Returns a field that must be an object. */
  public JsonFields object(String name) {
    return of(at(name), object.get(name));
  }

  /** Returns a field that must be an array of objects. */
  public List<JsonFields> objects(String name) {
    JsonElement element = object.get(name);
    if (element == null || !element.isJsonArray()) {
      throw wrong(at(name), element, "an array of objects");
    }
    List<JsonFields> objects = new ArrayList<>();
    for (JsonElement one : element.getAsJsonArray()) {
      objects.add(of("%s[%d]".formatted(at(name), objects.size()), one));
    }
    return List.copyOf(objects);
  }

  /** Returns a field that must be an array of strings with something in them. */
  public List<String> texts(String name) {
    JsonElement element = object.get(name);
    if (element == null || !element.isJsonArray()) {
      throw wrong(at(name), element, "an array of strings");
    }
    List<String> texts = new ArrayList<>();
    for (JsonElement one : element.getAsJsonArray()) {
      boolean string = one.isJsonPrimitive() && one.getAsJsonPrimitive().isString();
      if (!string || one.getAsString().isBlank()) {
        throw wrong("%s[%d]".formatted(at(name), texts.size()), one, "a string");
      }
      texts.add(one.getAsString());
    }
    return List.copyOf(texts);
  }

  /** Returns an object as it is, or nothing when the field is absent. */
  public Optional<JsonObject> optionalObject(String name) {
    return has(name) ? Optional.of(object(name).object) : Optional.empty();
  }

  /** Returns the JSON of a field, {@code null} when it is absent. */
  public String json(String name) {
    return String.valueOf(object.get(name));
  }

  /** Returns an error about a field whose value is of the right type but not allowed. */
  public MalformedMessageException refuse(String name, String wanted) {
    return wrong(at(name), object.get(name), wanted);
  }

  private long whole(String name, @Nullable JsonElement element) {
    try {
      return number(name, element).longValueExact();
    } catch (ArithmeticException e) {
      throw wrong(at(name), element, "a whole number of 64 bits");
    }
  }

  private BigDecimal number(String name, @Nullable JsonElement element) {
    if (element == null || !element.isJsonPrimitive() || !element.getAsJsonPrimitive().isNumber()) {
      throw wrong(at(name), element, "a number");
    }
    try {
      return element.getAsBigDecimal();
    } catch (NumberFormatException e) {
      throw wrong(at(name), element, "a number");
    }
  }

  private String at(String name) {
    return path + "." + name;
  }

  private static MalformedMessageException wrong(
      String path, @Nullable JsonElement found, String wanted) {
    String shown = found == null ? "nothing" : excerpt(found.toString());
    return new MalformedMessageException(path, shown, wanted);
  }

  private static String excerpt(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
