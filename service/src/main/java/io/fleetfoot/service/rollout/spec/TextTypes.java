package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.fleet.OneLine;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The types of fields that are text in JSON, and what the text means. */
final class TextTypes {

  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
  private static final Pattern ONE_LINE = Pattern.compile(OneLine.PATTERN);
  private static final int LONGEST_LABEL = 253;
  private static final int LONGEST_URL = 2048;
  private static final int LONGEST_SPAN = 32;
  private static final int LONGEST_TIME = 40;
  private static final int LONGEST_ZONE = 64;

  private TextTypes() {}

  /** Reads a text. */
  interface Parser<T> {

    /** Returns what the text means, or throws an exception that says why it means nothing. */
    T parse(String text);
  }

  /** Text that is not blank. */
  static FieldType<String> text(int longest) {
    return text(
        longest,
        Map.of(),
        "1 to %d characters".formatted(longest),
        text -> {
          require(!text.isBlank(), "");
          return text;
        },
        text -> text);
  }

  /** A name on one line; one that was kept earlier is taken as it is. */
  static FieldType<String> name(int longest) {
    FieldType<String> text = text(longest);
    return new FieldType<>(
        text.schema(),
        text.bounds(),
        (json, place) -> text.read(json, place).filter(name -> isOneLine(name, place)),
        name -> name);
  }

  private static boolean isOneLine(String name, Place place) {
    if (place.circumstances().isKept() || ONE_LINE.matcher(name).matches()) {
      return true;
    }
    place.fault(name, "no control characters: a name stands on one line");
    return false;
  }

  /** The key of a label. */
  static FieldType<String> key() {
    return text(LONGEST_LABEL);
  }

  /** The value of a label, which may be empty. */
  static FieldType<String> labelValue() {
    String bounds = "0 to %d characters".formatted(LONGEST_LABEL);
    FieldType<String> filled =
        raw(LONGEST_LABEL, Map.of(), bounds, (text, place) -> Optional.of(text), text -> text);
    return new FieldType<>(
        Map.of("type", "string", "maxLength", LONGEST_LABEL),
        bounds,
        (json, place) -> "".equals(json) ? Optional.of("") : filled.read(json, place),
        text -> text);
  }

  /** A UUID. */
  static FieldType<UUID> uuid() {
    return text(
        36,
        Map.of("format", "uuid"),
        "a UUID",
        text -> {
          UUID id = uuid(text);
          require(id.toString().equalsIgnoreCase(text), "");
          return id;
        },
        UUID::toString);
  }

  /** A length of time in ISO 8601, within bounds that are included, to the millisecond. */
  static FieldType<Duration> span(Duration least, Duration most) {
    String bounds = "%s to %s".formatted(spelled(least), spelled(most));
    return text(
        LONGEST_SPAN,
        Map.of("format", "duration"),
        bounds,
        text -> {
          Duration span = duration(text);
          require(span.equals(span.truncatedTo(ChronoUnit.MILLIS)), ", to the millisecond");
          require(span.compareTo(least) >= 0 && span.compareTo(most) <= 0, "");
          return span;
        },
        TextTypes::spelled);
  }

  /** Returns the length of time that the JSON spells, whatever its bounds. */
  static Optional<Duration> anyDuration(Object json) {
    try {
      return json instanceof String text ? Optional.of(Duration.parse(text)) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Returns the length of time in ISO 8601, whole days as days. */
  static String spelled(Duration span) {
    return span.toDays() > 0 && span.equals(Duration.ofDays(span.toDays()))
        ? "P" + span.toDays() + "D"
        : span.toString();
  }

  /** A moment in ISO 8601, with its offset. */
  static FieldType<Instant> time() {
    return text(
        LONGEST_TIME,
        Map.of("format", "date-time"),
        "2000 to 2200, such as `2026-12-24T00:00:00Z`",
        text -> {
          Instant time = Instant.parse(text);
          require(!time.isBefore(EARLIEST) && time.isBefore(LATEST), "");
          return time;
        },
        Instant::toString);
  }

  /** A time zone of the IANA database. */
  static FieldType<ZoneId> zone() {
    return text(
        LONGEST_ZONE,
        Map.of(),
        "an IANA zone such as `Europe/Berlin`",
        text -> {
          require(ZoneId.getAvailableZoneIds().contains(text), "");
          return ZoneId.of(text);
        },
        ZoneId::getId);
  }

  /** An address over http or https, with a host and without a password. */
  static FieldType<URI> url() {
    return text(
        LONGEST_URL,
        Map.of("format", "uri"),
        "an `https://` or `http://` address",
        text -> {
          URI url = parsed(text);
          require("https".equals(url.getScheme()) || "http".equals(url.getScheme()), "");
          require(url.getHost() != null, " with a host");
          require(url.getUserInfo() == null, " without a password");
          return url;
        },
        URI::toString);
  }

  /** A text in a language of its own, whose parser says what is wrong with it. */
  static <T> FieldType<T> language(
      int longest, Map<String, Object> schema, Parser<T> parser, Function<T, Object> writer) {
    return raw(
        longest,
        schema,
        "1 to %d characters".formatted(longest),
        (text, place) -> {
          try {
            return Optional.of(parser.parse(text));
          } catch (IllegalArgumentException e) {
            place.fault(String.valueOf(e.getMessage()));
            return Optional.empty();
          }
        },
        writer);
  }

  private static <T> FieldType<T> text(
      int longest,
      Map<String, Object> schema,
      String bounds,
      Parser<T> parser,
      Function<T, Object> writer) {
    return raw(
        longest,
        schema,
        bounds,
        (text, place) -> {
          try {
            return Optional.of(parser.parse(text));
          } catch (WantedException e) {
            place.fault(text, plain(bounds) + e.getMessage());
          } catch (DateTimeException e) {
            place.fault(text, plain(bounds));
          }
          return Optional.empty();
        },
        writer);
  }

  private interface Meaning<T> {
    Optional<T> of(String text, Place place);
  }

  private static <T> FieldType<T> raw(
      int longest,
      Map<String, Object> schema,
      String bounds,
      Meaning<T> meaning,
      Function<T, Object> writer) {
    Map<String, Object> whole = new LinkedHashMap<>(Map.of("type", "string"));
    whole.put("minLength", 1);
    whole.put("maxLength", longest);
    whole.putAll(schema);
    return new FieldType<>(
        whole,
        bounds,
        (json, place) -> {
          if (!(json instanceof String text)) {
            place.fault(json, "text: " + plain(bounds));
          } else if (text.isEmpty() || text.length() > longest) {
            place.fault("found %d characters, wanted 1 to %d".formatted(text.length(), longest));
          } else if (!isStorable(text)) {
            place.fault("holds a NUL character or half of a surrogate pair");
          } else {
            return meaning.of(text, place);
          }
          return Optional.empty();
        },
        writer);
  }

  /** What PostgreSQL can keep: no NUL, and nothing that UTF-8 cannot say. */
  private static boolean isStorable(String text) {
    try {
      StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      return text.indexOf('\0') < 0;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new WantedException("");
    }
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw new WantedException(" in ISO 8601, where \"PT3M\" is three minutes");
    }
  }

  private static URI parsed(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new WantedException("");
    }
  }

  private static String plain(String bounds) {
    return bounds.replace('`', '"');
  }

  private static void require(boolean holds, String wanted) {
    if (!holds) {
      throw new WantedException(wanted);
    }
  }

  /** Says what is wanted beside the bounds; nothing if it is the bounds that do not hold. */
  private static final class WantedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    WantedException(String wanted) {
      super(wanted);
    }
  }
}
