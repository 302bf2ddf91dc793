package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.rollout.FreezePeriod;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.window.Freeze;
import io.fleetfoot.service.window.MaintenanceCalendar;
import io.fleetfoot.service.window.icalendar.FreezeImport;
import io.fleetfoot.service.window.icalendar.ImportedFreezes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When no host begins to go down: said one by one, or imported from an iCalendar file; a rollout
 * keeps the freezes of the file, not the file.
 */
final class FreezeFields {

  /** How far ahead events that recur are imported. */
  static final Duration IMPORTED = Duration.ofDays(731);

  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_FILE = 262_144;

  private static final Field<FreezePeriod, String> NAME =
      Field.of("name", TextTypes.name(LONGEST_NAME), FreezePeriod::name)
          .needed()
          .says("Its name, for people and reasons.")
          .like("year end");

  private static final Field<FreezePeriod, Instant> FROM =
      Field.of("from", TextTypes.time(), FreezePeriod::from)
          .needed()
          .says("Its first instant.")
          .like("2026-12-23T00:00:00Z");

  private static final Field<FreezePeriod, Instant> TO =
      Field.of("to", TextTypes.time(), FreezePeriod::to)
          .needed()
          .says("The first instant behind it, at most 366 days later than `from`.")
          .like("2027-01-04T00:00:00Z");

  static final ObjectType<FreezePeriod> OBJECT =
      new ObjectType<>(
          "RolloutFreeze",
          List.of(NAME, FROM, TO),
          List.of(FreezeFields::requireLength),
          parsed -> period(new Freeze(parsed.get(NAME), parsed.get(FROM), parsed.get(TO))));

  static final Field<RolloutSpec, List<FreezePeriod>> FREEZES =
      Field.of(
              "freezes",
              FieldTypes.list(OBJECT.type(), 0, MaintenanceCalendar.MOST_FREEZES),
              (RolloutSpec spec) -> spec.policy().freezes())
          .usually(List.of())
          .says("Times in which no host begins to go down; what was imported is shown here, too.")
          .like(
              List.of(
                  Map.of(
                      "name",
                      "year end",
                      "from",
                      "2026-12-23T00:00:00Z",
                      "to",
                      "2027-01-04T00:00:00Z")));

  static final Field<RolloutSpec, String> FILE =
      Field.<RolloutSpec, String>of("freezesICalendar", TextTypes.text(LONGEST_FILE), spec -> null)
          .says(
              "An iCalendar file (RFC 5545) whose events of the next %d days become freezes."
                  .formatted(IMPORTED.toDays()))
          .like(
              String.join(
                  "\r\n",
                  "BEGIN:VCALENDAR",
                  "VERSION:2.0",
                  "PRODID:-//example//freezes//EN",
                  "BEGIN:VEVENT",
                  "UID:1@example",
                  "DTSTAMP:20260101T000000Z",
                  "DTSTART;VALUE=DATE:20261223",
                  "DTEND;VALUE=DATE:20270104",
                  "SUMMARY:year end",
                  "END:VEVENT",
                  "END:VCALENDAR",
                  ""));

  static final Field<RolloutSpec, ZoneId> FILE_ZONE =
      Field.<RolloutSpec, ZoneId>of("freezesTimeZone", TextTypes.zone(), spec -> null)
          .usually(ZoneId.of("UTC"))
          .says("The zone of the file's whole days, and of its times that have no zone.")
          .like("Europe/Berlin");

  private FreezeFields() {}

  private static void requireLength(Parsed parsed) {
    Optional<Instant> from = parsed.find(FROM);
    Optional<Instant> to = parsed.find(TO);
    if (from.isEmpty() || to.isEmpty()) {
      return;
    }
    if (!from.get().isBefore(to.get())) {
      parsed.fault(TO, "found %s, wanted a time after from, %s".formatted(to.get(), from.get()));
    } else if (Duration.between(from.get(), to.get()).compareTo(Freeze.LONGEST) > 0) {
      parsed.fault(
          TO,
          "found %s, wanted at most %d days after from, %s; write several"
              .formatted(to.get(), Freeze.LONGEST.toDays(), from.get()));
    }
  }

  /** Notes what is wrong with the file, or that it makes too many freezes. */
  static void require(Parsed parsed, Instant now) {
    try {
      if (all(parsed, now).size() > MaintenanceCalendar.MOST_FREEZES) {
        parsed.fault(
            FILE,
            "makes, with freezes, more than %d of them"
                .formatted(MaintenanceCalendar.MOST_FREEZES));
      }
    } catch (IllegalArgumentException e) {
      parsed.fault(FILE, String.valueOf(e.getMessage()));
    }
  }

  /** Returns the freezes that were said and those that were imported. */
  static List<FreezePeriod> all(Parsed parsed, Instant now) {
    return Stream.concat(
            parsed.find(FREEZES).orElse(List.of()).stream(),
            parsed.find(FILE).stream()
                .flatMap(file -> read(file, parsed, now).freezes().stream())
                .map(FreezeFields::period))
        .distinct()
        .toList();
  }

  /**
   * Returns what the reader of the import should know, of fields that were read without a fault.
   */
  static List<String> notes(Map<String, ?> fields, Instant now) {
    Parsed parsed = new Parsed(Place.root("$", Circumstances.any()));
    parsed.read(FILE, fields.get(FILE.name()));
    parsed.read(FILE_ZONE, fields.get(FILE_ZONE.name()));
    return parsed.find(FILE).map(file -> read(file, parsed, now).notes()).orElse(List.of());
  }

  private static ImportedFreezes read(String file, Parsed parsed, Instant now) {
    ZoneId zone = parsed.find(FILE_ZONE).orElse(ZoneId.of("UTC"));
    return new FreezeImport(zone, now, now.plus(IMPORTED)).read(file);
  }

  private static FreezePeriod period(Freeze freeze) {
    return new FreezePeriod(freeze.name(), freeze.from(), freeze.to());
  }
}
