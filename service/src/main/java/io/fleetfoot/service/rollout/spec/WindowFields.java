package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.rollout.Window;
import io.fleetfoot.service.window.MaintenanceCalendar;
import io.fleetfoot.service.window.MaintenanceWindow;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** When hosts may begin to go down, and when not, again and again. */
final class WindowFields {

  private static final int LONGEST_SCHEDULE = 1024;

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

  static final ObjectType<Window> OBJECT =
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

  private WindowFields() {}

  /** Notes that all windows together would begin too often. */
  static void requireFew(Parsed parsed, Field<?, List<Window>> windows) {
    try {
      new MaintenanceCalendar(
          parsed.find(windows).orElse(List.of()).stream().map(WindowFields::recurring).toList(),
          List.of());
    } catch (IllegalArgumentException e) {
      parsed.fault(windows, String.valueOf(e.getMessage()));
    }
  }

  private static MaintenanceWindow recurring(Window window) {
    return MaintenanceWindow.parse(
        window.schedule(),
        window.duration(),
        window.timeZone(),
        MaintenanceWindow.Kind.valueOf(window.kind().name()));
  }

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
