package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.rollout.FreezePeriod;
import io.fleetfoot.service.rollout.Window;
import io.fleetfoot.service.window.MaintenanceWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** When hosts may begin to go down, and when not. */
final class WindowFields {

  private static final int LONGEST_SCHEDULE = 1024;
  private static final int LONGEST_NAME = 200;

  private static final Field<Window, String> SCHEDULE =
      Field.of("schedule", TextTypes.text(LONGEST_SCHEDULE), Window::schedule)
          .needed()
          .says(
              "When it begins, by the clocks of its zone: five fields of cron, or an RRULE with its DTSTART (RFC 5545).")
          .like("0 22 * * 1-5");

  private static final Field<Window, Duration> DURATION =
      Field.of(
              "duration",
              TextTypes.span(MaintenanceWindow.SHORTEST, MaintenanceWindow.LONGEST),
              Window::duration)
          .needed()
          .says("How long it lasts, in elapsed time; whole minutes.")
          .like("PT6H");

  private static final Field<Window, ZoneId> TIME_ZONE =
      Field.of("timeZone", TextTypes.zone(), Window::timeZone)
          .usually(ZoneId.of("UTC"))
          .says("The zone of its schedule.")
          .like("Europe/Berlin");

  private static final Field<Window, Window.Kind> KIND =
      Field.of("kind", FieldTypes.choice(Window.Kind.values()), Window::kind)
          .usually(Window.Kind.ALLOW)
          .says("`allow`: hosts begin to go down only within such windows; `deny`: never within.")
          .like("allow");

  static final ObjectType<Window> WINDOW =
      new ObjectType<>(
          "RolloutWindow",
          List.of(SCHEDULE, DURATION, TIME_ZONE, KIND),
          List.of(WindowFields::requireSchedule),
          parsed ->
              new Window(
                  parsed.get(SCHEDULE),
                  parsed.get(DURATION),
                  parsed.get(TIME_ZONE),
                  parsed.get(KIND)));

  private static final Field<FreezePeriod, String> NAME =
      Field.of("name", TextTypes.text(LONGEST_NAME), FreezePeriod::name)
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
          .says("The first instant behind it, later than `from`.")
          .like("2027-01-04T00:00:00Z");

  static final ObjectType<FreezePeriod> FREEZE =
      new ObjectType<>(
          "RolloutFreeze",
          List.of(NAME, FROM, TO),
          List.of(),
          parsed -> new FreezePeriod(parsed.get(NAME), parsed.get(FROM), parsed.get(TO)));

  private WindowFields() {}

  /** A schedule is judged in its zone; where the zone is wrong, in UTC. */
  private static void requireSchedule(Parsed parsed) {
    parsed
        .find(SCHEDULE)
        .ifPresent(
            schedule -> {
              try {
                MaintenanceWindow.parse(
                    schedule,
                    MaintenanceWindow.SHORTEST,
                    parsed.find(TIME_ZONE).orElse(ZoneOffset.UTC),
                    MaintenanceWindow.Kind.ALLOW);
              } catch (IllegalArgumentException e) {
                parsed.fault(SCHEDULE, String.valueOf(e.getMessage()));
              }
            });
    parsed
        .find(DURATION)
        .filter(duration -> !duration.equals(Duration.ofMinutes(duration.toMinutes())))
        .ifPresent(duration -> parsed.place(DURATION).fault(duration, "whole minutes"));
  }
}
