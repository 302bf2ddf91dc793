package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.Cursor;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The lists that are answered page by page, with what their cursors hold. */
enum Listing {
  HOSTS(Key.TEXT, Key.ID),
  KERNEL_IMAGES(Key.TIME, Key.ID),
  ROLLOUTS(Key.TIME, Key.ID),
  REBOOTS(Key.NUMBER, Key.TEXT, Key.ID),
  GATES(Key.TIME, Key.ID),
  TIMINGS(Key.TIME, Key.ID),
  TRANSITIONS(Key.NUMBER, Key.NUMBER),
  API_TOKENS(Key.TIME, Key.ID),
  JOIN_TOKENS(Key.TIME, Key.ID),
  UPTIME_POLICIES(Key.TIME, Key.ID);

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private final List<Key> keys;

  Listing(Key... keys) {
    this.keys = List.of(keys);
  }

  private enum Key {
    TEXT,
    ID,
    TIME,
    NUMBER;

    /** Throws IllegalArgumentException or DateTimeException where the key is none of this kind. */
    void check(String key) {
      boolean right =
          switch (this) {
            case TEXT -> key.indexOf('\0') < 0;
            case ID -> UUID.fromString(key).toString().equals(key);
            case TIME -> isStorable(Instant.parse(key));
            case NUMBER -> Long.parseLong(key) >= 0;
          };
      if (!right) {
        throw new IllegalArgumentException(key);
      }
    }
  }

  /** Says whether the database can hold the time. */
  static boolean isStorable(Instant time) {
    return !time.isBefore(EARLIEST) && !time.isAfter(LATEST);
  }

  /** Returns the cursor as clients see it, opaque and fit for a query. */
  String encode(Cursor cursor) {
    List<String> parts = new ArrayList<>();
    parts.add(wireName());
    parts.addAll(cursor.keys());
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(JSON.writeValueAsString(parts).getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the cursor that the text spells, nothing for no text. */
  @Nullable Cursor decode(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      String[] parts =
          JSON.readValue(
              new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8),
              String[].class);
      return new Cursor(checked(parts));
    } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
      throw new InvalidRequestException(
          "?cursor", "is no cursor of this list; take it from nextCursor as it is");
    }
  }

  private List<String> checked(String[] parts) {
    if (parts == null || parts.length != keys.size() + 1 || !wireName().equals(parts[0])) {
      throw new IllegalArgumentException("a cursor of another list");
    }
    for (int i = 0; i < keys.size(); i++) {
      if (parts[i + 1] == null) {
        throw new IllegalArgumentException("a key is null");
      }
      keys.get(i).check(parts[i + 1]);
    }
    return Arrays.asList(parts).subList(1, parts.length);
  }

  private String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
