package io.fleetfoot.service.window.icalendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.service.window.Freeze;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreezeImportTest {

  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final FreezeImport BERLIN =
      new FreezeImport(ZoneId.of("Europe/Berlin"), FROM, FROM.plus(Duration.ofDays(730)));

  @Test
  void readsAWholeDayInTheGivenZone() {
    assertThat(freezes("DTSTART;VALUE=DATE:20261224", "SUMMARY:Christmas\\, for all"))
        .containsExactly(
            freeze("Christmas, for all", "2026-12-23T23:00:00Z", "2026-12-24T23:00:00Z"));
  }

  @Test
  void readsWholeDaysUntilBeforeTheDayOfTheEnd() {
    assertThat(freezes("DTSTART;VALUE=DATE:20261024", "DTEND;VALUE=DATE:20261026", "SUMMARY:x"))
        .containsExactly(freeze("x", "2026-10-23T22:00:00Z", "2026-10-25T23:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "DTSTART:20260601T100000Z, DTEND:20260601T120000Z, 2026-06-01T10:00:00Z, 2026-06-01T12:00:00Z",
    "DTSTART:20260601T100000, DTEND:20260601T120000, 2026-06-01T08:00:00Z, 2026-06-01T10:00:00Z",
    "DTSTART;TZID=America/New_York:20260601T100000, DURATION:PT90M, 2026-06-01T14:00:00Z, 2026-06-01T15:30:00Z",
    "DTSTART;TZID=America/New_York:20260601T100000, DTEND;TZID=Europe/Berlin:20260601T180000, 2026-06-01T14:00:00Z, 2026-06-01T16:00:00Z",
    "DTSTART;TZID=\"/mozilla.org/20050126_1/Asia/Kolkata\":20260601T100000, DURATION:PT1H, 2026-06-01T04:30:00Z, 2026-06-01T05:30:00Z",
    "DTSTART:20261024T120000, DURATION:P1D, 2026-10-24T10:00:00Z, 2026-10-25T11:00:00Z",
    "DTSTART:20261024T120000, DURATION:PT24H, 2026-10-24T10:00:00Z, 2026-10-25T10:00:00Z",
    "DTSTART;VALUE=DATE:20260601, DURATION:P2W, 2026-05-31T22:00:00Z, 2026-06-14T22:00:00Z"
  })
  void readsTimesOfEveryForm(String start, String end, Instant from, Instant to) {
    assertThat(freezes(start, end, "SUMMARY:x")).containsExactly(new Freeze("x", from, to));
  }

  @Test
  void repeatsAnEventByItsRuleWithoutTheExceptedDates() {
    assertThat(
            freezes(
                "DTSTART;TZID=Europe/Berlin:20261023T220000",
                "DURATION:PT6H",
                "RRULE:FREQ=DAILY;COUNT=4",
                "EXDATE;TZID=Europe/Berlin:20261024T220000",
                "SUMMARY:night"))
        .containsExactly(
            freeze("night", "2026-10-23T20:00:00Z", "2026-10-24T02:00:00Z"),
            freeze("night", "2026-10-25T21:00:00Z", "2026-10-26T03:00:00Z"),
            freeze("night", "2026-10-26T21:00:00Z", "2026-10-27T03:00:00Z"));
  }

  @Test
  void keepsAFirstTimeThatItsRuleDoesNotNameAndAddsTheListedDates() {
    assertThat(
            freezes(
                "DTSTART;VALUE=DATE:20260107",
                "RRULE:FREQ=WEEKLY;BYDAY=SA;UNTIL=20260110",
                "RDATE;VALUE=DATE:20260120,20260122",
                "SUMMARY:x"))
        .extracting(Freeze::from)
        .containsExactly(
            Instant.parse("2026-01-06T23:00:00Z"),
            Instant.parse("2026-01-09T23:00:00Z"),
            Instant.parse("2026-01-19T23:00:00Z"),
            Instant.parse("2026-01-21T23:00:00Z"));
  }

  @Test
  void movesTheTimeThatAnotherEventReplaces() {
    String series =
        event("UID:1", "DTSTART:20260601T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2");
    String moved =
        event(
            "UID:1", "RECURRENCE-ID:20260602T100000Z", "DTSTART:20260602T150000Z", "DURATION:PT1H");

    assertThat(BERLIN.read(calendar(series + moved)).freezes())
        .extracting(Freeze::from)
        .containsExactly(
            Instant.parse("2026-06-01T10:00:00Z"), Instant.parse("2026-06-02T15:00:00Z"));
  }

  @Test
  void readsFoldedLinesAndPassesOverAlarmsAndTimeZones() {
    String text =
        calendar(
            "BEGIN:VTIMEZONE\r\nTZID:Custom\r\nX-LIC-LOCATION:Asia/Kathmandu\r\nBEGIN:STANDARD\r\n"
                + "DTSTART:19700101T000000\r\nTZOFFSETFROM:+0545\r\nTZOFFSETTO:+0545\r\n"
                + "END:STANDARD\r\nEND:VTIMEZONE\r\n"
                + "BEGIN:VEVENT\r\nDTSTART;TZID=Custom:20260601T1000\r\n 00\r\nDURATION:PT1H\r\n"
                + "SUMMARY:a long\r\n  name\r\nBEGIN:VALARM\r\nDURATION:PT5M\r\nSUMMARY:alarm\r\n"
                + "END:VALARM\r\nEND:VEVENT\r\n");

    assertThat(BERLIN.read(text).freezes())
        .containsExactly(freeze("a long name", "2026-06-01T04:15:00Z", "2026-06-01T05:15:00Z"));
  }

  @Test
  void leavesOutWhatIsCancelledHasNoLengthOrIsOverAndSaysSo() {
    ImportedFreezes imported =
        BERLIN.read(
            calendar(
                event("SUMMARY:off", "DTSTART;VALUE=DATE:20260601", "STATUS:CANCELLED")
                    + event("SUMMARY:ping", "DTSTART:20260601T100000Z")
                    + event("SUMMARY:old", "DTSTART;VALUE=DATE:20200601")));

    assertThat(imported.freezes()).isEmpty();
    assertThat(imported.notes())
        .containsExactly(
            "\"off\" is cancelled and was left out", "\"ping\" has no length and was left out");
  }

  @Test
  void saysThatAnEventGoesOnAfterTheImportedTime() {
    ImportedFreezes imported =
        BERLIN.read(
            calendar(event("SUMMARY:xmas", "DTSTART;VALUE=DATE:20001224", "RRULE:FREQ=YEARLY")));

    assertThat(imported.freezes()).hasSize(2);
    assertThat(imported.notes())
        .containsExactly(
            "\"xmas\" goes on after 2028-01-01T00:00:00Z; import the file again before then");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DTSTART:20260601T100000Z/DTEND:20260601T090000Z | iCalendar line 5, DTEND is 20260601T090000Z, wanted a time that is not before DTSTART
          DTSTART:2026-06-01                              | iCalendar line 4, DTSTART: "2026-06-01" is no time
          DTEND:20260601T090000Z                          | iCalendar line 3, VEVENT has no DTSTART
          DTSTART:20260601T100000Z/DURATION:1H            | iCalendar line 5, DURATION: "1H" is no duration
          DTSTART:20260601T100000Z/DURATION:P             | iCalendar line 5, DURATION: "P" is no duration
          DTSTART:20260601T100000Z/DURATION:PT1H/DTEND:20260601T120000Z | iCalendar line 5, DURATION stands beside DTEND
          DTSTART;TZID=W. Europe Standard Time:20260601T100000 | iCalendar line 4, DTSTART: TZID "W. Europe Standard Time" is not known, wanted an IANA name
          DTSTART;VALUE=DATE:20260601/DTEND:20260602T000000Z | iCalendar line 5, DTEND is 20260602T000000Z, wanted a date as DTSTART is
          DTSTART;VALUE=DATE:20260601/EXDATE:20260602T000000Z | iCalendar line 5, EXDATE is 20260602T000000Z, wanted a date as DTSTART is
          DTSTART;VALUE=DATE:20260601/RRULE:FREQ=HOURLY   | iCalendar line 5, RRULE: RRULE part 1 "FREQ=HOURLY"
          DTSTART;VALUE=DATE:20260601/RRULE:FREQ=DAILY/RRULE:FREQ=WEEKLY | iCalendar line 6, RRULE is given a second time
          DTSTART;VALUE=DATE:20260601/EXRULE:FREQ=DAILY   | iCalendar line 5, EXRULE is given
          DTSTART;VALUE=DATE:20260601/RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260601 | iCalendar line 5, RECURRENCE-ID has a RANGE
          DTSTART;VALUE=DATE:20260601/nonsense            | iCalendar line 5: "nonsense" is out of place
          """)
  void saysWhichLineIsWrongAndWhatIsWanted(String lines, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> freezes(lines.replaceAll("/(?=[A-Za-z])", "\n").split("\n")))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "'', the file has no BEGIN:VCALENDAR",
    "hello, 'iCalendar line 1: \"hello\" is out of place'",
    "'SUMMARY:x', before BEGIN:VCALENDAR",
    "'BEGIN:VCALENDAR', has no END",
    "'END:VCALENDAR', out of place"
  })
  void refusesWhatIsNoWholeICalendarFile(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BERLIN.read(text))
        .withMessageContaining(message);
  }

  @Test
  void refusesMoreFreezesThanACalendarKeeps() {
    String often =
        event("DTSTART:20200601T100000Z", "DURATION:PT1M", "RRULE:FREQ=DAILY;BYHOUR=1,2");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> BERLIN.read(calendar(often)))
        .withMessageContaining("more than 1000 freezes");
  }

  @Test
  void refusesAnEventThatIsLongerThanAFreezeMayBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> freezes("DTSTART;VALUE=DATE:20260601", "DURATION:P400D", "SUMMARY:long"))
        .withMessageContaining("freeze \"long\" lasts from");
  }

  private static List<Freeze> freezes(String... lines) {
    return BERLIN.read(calendar(event(lines))).freezes();
  }

  private static String event(String... lines) {
    return "BEGIN:VEVENT\r\n" + String.join("\r\n", lines) + "\r\nEND:VEVENT\r\n";
  }

  private static String calendar(String components) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + components + "END:VCALENDAR\r\n";
  }

  private static Freeze freeze(String name, String from, String to) {
    return new Freeze(name, Instant.parse(from), Instant.parse(to));
  }
}
