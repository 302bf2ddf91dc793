package io.fleetfoot.service.rollout.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.fleet.LabelRequirement;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.LoadMethod;
import io.fleetfoot.service.reboot.LoadPolicy;
import io.fleetfoot.service.reboot.Verification;
import io.fleetfoot.service.rollout.FailureBudget;
import io.fleetfoot.service.rollout.FreezePeriod;
import io.fleetfoot.service.rollout.RolloutPolicy;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.testing.FullPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutFieldsTest {

  private static final KernelImageId IMAGE =
      new KernelImageId(UUID.fromString("7d0f6b1e-0000-4000-8000-000000000001"));

  @Test
  void fillsInWhatIsUsual() {
    assertThat(SpecJson.read(SpecJson.with("{}")))
        .isEqualTo(
            new RolloutSpec(
                "test",
                IMAGE,
                HostSelector.everyHost(),
                List.of(HostAmount.percent(100)),
                new DisruptionBudget(HostAmount.hosts(1)),
                new FailureBudget(0),
                Duration.ZERO,
                Duration.ofMinutes(10),
                DrainPolicy.full(),
                RolloutPolicy.plain()));
  }

  @Test
  void readsBackEverythingThatItShows() {
    RolloutSpec full =
        new RolloutSpec(
            "everything",
            IMAGE,
            new HostSelector(
                Map.of("pool", "web"),
                List.of(
                    new LabelRequirement(
                        "rack", LabelRequirement.Operator.NOT_IN, List.of("r1", "")),
                    new LabelRequirement("tier", LabelRequirement.Operator.EXISTS, List.of()))),
            List.of(HostAmount.percent(100)),
            new DisruptionBudget(HostAmount.percent(10)),
            new FailureBudget(2),
            Duration.ofSeconds(90),
            Duration.ofMinutes(7),
            new DrainPolicy(
                DrainPolicy.Mode.FULL, false, true, true, 0, Duration.ofHours(1), 60, "app!=cache"),
            FullPolicy.everything(),
            new LoadPolicy(
                List.of(LoadMethod.RESERVED, LoadMethod.FIRMWARE), Verification.PURGATORY));

    assertThat(SpecJson.read(SpecJson.shown(full))).isEqualTo(full);
    assertThat(SpecJson.shown(full))
        .doesNotContainKey("waves")
        .containsEntry("rollback", "on-stop");
  }

  @Test
  void showsWhatIsUsual() {
    Map<String, Object> shown = SpecJson.shown(SpecJson.read(SpecJson.with("{}")));

    assertThat(shown)
        .containsEntry("waves", List.of("100%"))
        .containsEntry("maxUnavailable", 1)
        .containsEntry("bootDeadline", "PT10M")
        .containsEntry("approval", "none")
        .containsEntry("timing", Map.of("action", "warn", "minSamples", 8, "tolerance", 10))
        .containsEntry("methods", List.of("quick", "reserved", "file", "normal"))
        .containsEntry("verification", "kcore")
        .doesNotContainKeys("deadline", "partitionBy", "maxParallel");
    assertThat(SpecJson.read(shown)).isEqualTo(SpecJson.read(SpecJson.with("{}")));
  }

  @Test
  void namesEveryFaultAtOnce() {
    Map<String, Object> spec =
        SpecJson.with(
            """
            {'soak': 'soon', 'maxUnavailabel': 1, 'waves': [1, 'half', 0], 'retries': {'limit': 11},
             'failureDomains': [{'topologyKey': 'rack'}], 'windows': [{'schedule': 'daily', 'timeZone': 'Mars/Base'}],
             'hooks': [{'name': 'a', 'at': 'noon', 'url': 'ftp://x'}], 'partitionBy': 'rack'}
            """);
    spec.remove("name");

    assertThat(faults(spec))
        .extracting(Fault::path)
        .containsExactlyInAnyOrder(
            "$.maxUnavailabel",
            "$.name",
            "$.waves[1]",
            "$.waves[2]",
            "$.partitionBy",
            "$.failureDomains[0]",
            "$.soak",
            "$.windows[0].schedule",
            "$.windows[0].duration",
            "$.windows[0].timeZone",
            "$.retries.limit",
            "$.hooks[0].at",
            "$.hooks[0].url");
  }

  @Test
  void noFaultHidesAnotherThatCanBeJudged() {
    Map<String, Object> spec =
        SpecJson.with(
            """
            {'waves': ['100%', 0], 'retries': {'limit': 11, 'backoff': 'PT2H', 'maxBackoff': 'PT1H'},
             'hooks': [{'name': 'a', 'at': 'noon', 'url': 'https://x.example/', 'timeout': 'PT2M', 'patience': 'PT1M'},
                       {'name': 'a', 'at': 'before-wave', 'url': 'https://x.example/'}],
             'gates': [{'name': 'b', 'query': 'up', 'success': 'true', 'count': 0},
                       {'name': 'b', 'query': 'up', 'success': 'true'}],
             'failureDomains': [{'topologyKey': ' '}],
             'freezes': [{'name': ' ', 'from': '2026-01-02T00:00:00Z', 'to': '2026-01-01T00:00:00Z'}]}
            """);

    assertThat(faults(spec))
        .extracting(Fault::path)
        .containsExactlyInAnyOrder(
            "$.waves[0]",
            "$.waves[1]",
            "$.retries.limit",
            "$.retries.maxBackoff",
            "$.hooks[0].at",
            "$.hooks[0].timeout",
            "$.hooks[0].patience",
            "$.hooks[1].name",
            "$.gates[0].count",
            "$.gates[1].name",
            "$.failureDomains[0].topologyKey",
            "$.failureDomains[0]",
            "$.freezes[0].name",
            "$.freezes[0].to");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'name': ''}                     | $.name: found 0 characters, wanted 1 to 253
          {'name': ' '}                    | $.name: found " ", wanted 1 to 253 characters
          {'name': 3}                      | $.name: found 3, wanted text: 1 to 253 characters
          {'name': null}                   | $.name: is missing
          {'kernelImage': '1-1-1-1-1'}     | $.kernelImage: found "1-1-1-1-1", wanted a UUID
          {'methods': []}                  | $.methods: found a list of 0, wanted a list of 1 to 5
          {'methods': ['file', 'kexec']}   | $.methods[1]: found "kexec", wanted one of quick, reserved, file, normal, firmware
          {'methods': ['file', 'file']}    | $.methods[1]: found "file", wanted one that no item before it has
          {'methods': 'file'}              | $.methods: found "file", wanted a list of 1 to 5
          {'verification': 'sha256'}       | $.verification: found "sha256", wanted one of kcore, purgatory, none
          {'kernelImage': null, 'methods': ['reserved', 'firmware']} | $.methods: found [reserved, firmware] without kernelImage, wanted [firmware]: a plain reboot goes through the firmware
          {'kernelImage': null} | $.kernelImage: is missing; wanted a kernel image, or methods [firmware] for a plain reboot
          {'kernelImage': null, 'methods': ['firmware'], 'verification': 'none'} | $.verification: found without kernelImage, wanted nothing: a plain reboot stages nothing that could be checked
          {'kernelImage': null, 'methods': ['firmware'], 'rollback': 'on-stop'} | $.rollback: found on-stop without kernelImage, wanted never: a plain reboot changes no kernel that a host could go back from
          {'selector': []}                 | $.selector: found a list of 0, wanted an object
          {'selector': 'rack in r1'}       | $.selector: found "r" at column 9, wanted a set such as (a,b)
          {'selector': {'matchLabels': {'a': 1}}}   | $.selector.matchLabels.a: found 1, wanted text: 0 to 253 characters
          {'selector': {'matchLabels': {'a/b': null}}} | $.selector.matchLabels['a/b']: is null
          {'selector': {'matchExpressions': [{'key': 'a', 'operator': 'in', 'values': ['b']}]}} | $.selector.matchExpressions[0].operator: found "in", wanted one of In, NotIn, Exists, DoesNotExist
          {'selector': {'matchExpressions': [{'key': 'a', 'operator': 'In'}]}} | $.selector.matchExpressions[0].values: found none, wanted at least one value with In
          {'selector': {'matchExpressions': [{'key': 'a', 'operator': 'Exists', 'values': ['b']}]}} | $.selector.matchExpressions[0].values: found some, wanted no values with Exists
          {'waves': []}                    | $.waves: found a list of 0, wanted a list of 1 to 100
          {'waves': [null]}                | $.waves[0]: is null
          {'waves': ['100%', 1]}           | $.waves[0]: found "100%" before another wave, wanted it last: it is all the rest
          {'waves': [1], 'partitionBy': 'rack'} | $.partitionBy: found beside waves, wanted only one of the two
          {'maxUnavailable': '101%'}       | $.maxUnavailable: found "101%", wanted a number from 1 to 1000000, or a percentage such as "10%"
          {'maxUnavailable': 1.5}          | $.maxUnavailable: found 1.5, wanted a number from 1 to 1000000, or a percentage such as "10%"
          {'maxUnavailable': 0}            | $.maxUnavailable: found 0, wanted a number from 1 to 1000000, or a percentage such as "10%"
          {'failureBudget': -1}            | $.failureBudget: found -1, wanted 0 to 1000000, or "1%" to "100%"
          {'failureBudget': '101%'}        | $.failureBudget: found "101%", wanted 0 to 1000000, or "1%" to "100%"
          {'maxWaveFailures': -1}          | $.maxWaveFailures: found -1, wanted a whole number from 0 to 1000000
          {'maxWaveFailures': 99999999999} | $.maxWaveFailures: found 99999999999, wanted a whole number from 0 to 1000000
          {'soak': 'P31D'}                 | $.soak: found "P31D", wanted PT0S to P30D
          {'soak': '-PT1S'}                | $.soak: found "-PT1S", wanted PT0S to P30D
          {'soak': 'PT0.0001S'}            | $.soak: found "PT0.0001S", wanted PT0S to P30D, to the millisecond
          {'bootDeadline': 'PT0S'}         | $.bootDeadline: found "PT0S", wanted PT0.001S to P1D
          {'windows': [{'schedule': '0 2 * * *', 'duration': 'PT90S'}]}     | $.windows[0].duration: found PT1M30S, wanted whole minutes
          {'windows': [{'schedule': '0 2 * * *', 'duration': 'PT1H', 'timeZone': '+02:00'}]} | $.windows[0].timeZone: found "+02:00", wanted an IANA zone such as "Europe/Berlin"
          {'freezes': [{'name': 'f', 'from': '2026-01-02T00:00:00Z', 'to': '2026-01-01T00:00:00Z'}]} | $.freezes[0].to: found 2026-01-01T00:00:00Z, wanted a time after from, 2026-01-02T00:00:00Z
          {'freezes': [{'name': 'f', 'from': '2026-01-01T00:00:00Z', 'to': '2027-01-03T00:00:00Z'}]} | $.freezes[0].to: found 2027-01-03T00:00:00Z, wanted at most 366 days after from, 2026-01-01T00:00:00Z; write several
          {'deadline': '2026-01-02'}       | $.deadline: found "2026-01-02", wanted 2000 to 2200, such as "2026-12-24T00:00:00Z"
          {'deadline': '+99999-01-02T00:00:00Z'} | $.deadline: found "+99999-01-02T00:00:00Z", wanted 2000 to 2200, such as "2026-12-24T00:00:00Z"
          {'retries': {'backoff': 'PT2H'}} | $.retries.backoff: found a backoff of PT2H and a maxBackoff of PT30M, wanted maxBackoff not to be shorter
          {'failureDomains': [{'topologyKey': 'r'}]} | $.failureDomains[0]: limits nothing, wanted maxUnavailable or maxDomains
          {'approval': 'START'}            | $.approval: found "START", wanted one of none, start, each-wave
          {'failureDomains': [{'topologyKey': 'r', 'maxDomains': 1}, {'topologyKey': 'r', 'maxDomains': 2}]} | $.failureDomains[1].topologyKey: found "r", wanted one that no item before it has
          {'hooks': [{'name': 'a', 'at': 'before-wave', 'url': 'https://user:secret@x.example/'}]} | $.hooks[0].url: found "https://user:secret@x.example/", wanted an "https://" or "http://" address without a password
          {'hooks': [{'name': 'a', 'at': 'before-wave', 'url': 'https://x.example/', 'patience': 'PT1S'}]} | $.hooks[0].patience: found a timeout of PT10S and a patience of PT1S, wanted patience not to be shorter
          {'gates': [{'name': 'a', 'query': 'up', 'success': 'true', 'count': 0}]} | $.gates[0].count: found 0, wanted a whole number from 1 to 1000
          {'timing': {'minSamples': 4}}    | $.timing.minSamples: found 4, wanted a whole number from 5 to 10000
          {'drain': {'mode': 'none', 'podSelector': 'a'}} | $.drain.podSelector: has no meaning with mode none, which evicts nothing
          {'drain': {'force': 'yes'}}      | $.drain.force: found "yes", wanted true or false
          {'drain': {'timeout': 'PT0S'}}   | $.drain.timeout: found "PT0S", wanted PT0.001S to P7D
          """)
  void saysWhatItFoundAndWhatItWanted(String fields, String fault) {
    assertThat(faults(SpecJson.with(fields))).extracting(Fault::toString).containsExactly(fault);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b", "a\uD800b"})
  void refusesTextThatTheDatabaseCannotHold(String text) {
    Map<String, Object> spec = SpecJson.with("{}");
    spec.put("name", text);

    assertThat(faults(spec))
        .extracting(Fault::toString)
        .containsExactly("$.name: holds a NUL character or half of a surrogate pair");
  }

  @Test
  void doesNotListMoreFaultsThanAnybodyReads() {
    Map<String, Object> spec = SpecJson.with("{}");
    spec.put("freezes", Collections.nCopies(1000, Map.of()));

    assertThat(faults(spec)).hasSize(100);
  }

  @Test
  void readsASelectorInText() {
    assertThat(SpecJson.read(SpecJson.with("{'selector': 'rack in (r1,r2), tier!=db'}")).selector())
        .isEqualTo(
            new HostSelector(
                Map.of(),
                List.of(
                    new LabelRequirement("rack", LabelRequirement.Operator.IN, List.of("r1", "r2")),
                    new LabelRequirement(
                        "tier", LabelRequirement.Operator.NOT_IN, List.of("db")))));
  }

  @Test
  void importsTheFreezesOfAnICalendarFile() {
    Map<String, Object> spec =
        SpecJson.with(
            "{'freezes': [{'name': 'audit', 'from': '2027-03-01T00:00:00Z', 'to': '2027-03-02T00:00:00Z'}],"
                + " 'freezesTimeZone': 'Europe/Berlin'}");
    spec.put("freezesICalendar", FreezeFields.FILE.example());

    RolloutSpec read = SpecJson.read(spec);

    assertThat(read.policy().freezes())
        .containsExactly(
            new FreezePeriod(
                "audit",
                Instant.parse("2027-03-01T00:00:00Z"),
                Instant.parse("2027-03-02T00:00:00Z")),
            new FreezePeriod(
                "year end",
                Instant.parse("2026-12-22T23:00:00Z"),
                Instant.parse("2027-01-03T23:00:00Z")));
    assertThat(SpecJson.shown(read)).doesNotContainKeys("freezesICalendar", "freezesTimeZone");
  }

  @Test
  void saysWhatAnImportLeftOutAndWhatGoesOnAfterIt() {
    Map<String, Object> spec = SpecJson.with("{}");
    Instant now = Instant.parse("2026-11-22T00:00:00Z");

    assertThat(RolloutFields.freezeNotes(spec, now)).isEmpty();
    spec.put(
        "freezesICalendar",
        String.join(
            "\r\n",
            "BEGIN:VCALENDAR",
            "BEGIN:VEVENT",
            "UID:1",
            "DTSTART;VALUE=DATE:20261223",
            "SUMMARY:fair",
            "STATUS:CANCELLED",
            "END:VEVENT",
            "BEGIN:VEVENT",
            "UID:2",
            "DTSTART;VALUE=DATE:20261224",
            "RRULE:FREQ=YEARLY",
            "SUMMARY:eve",
            "END:VEVENT",
            "END:VCALENDAR",
            ""));

    assertThat(SpecJson.read(spec).policy().freezes()).hasSize(2);
    assertThat(RolloutFields.freezeNotes(spec, now))
        .containsExactly(
            "\"fair\" is cancelled and was left out",
            "\"eve\" goes on after 2028-11-22T00:00:00Z; import the file again before then");
  }

  @Test
  void saysWhatIsWrongWithAnICalendarFile() {
    assertThat(faults(SpecJson.with("{'freezesICalendar': 'BEGIN:VCALENDAR', 'soak': 'soon'}")))
        .extracting(Fault::path)
        .containsExactly("$.soak", "$.freezesICalendar");
  }

  @Test
  void readsTheConditionsOfGatesWhenItReadsTheSpec() {
    assertThat(
            faults(
                SpecJson.with(
                    """
                    {'gates': [{'name': 'a', 'query': 'up', 'success': 'result <', 'failure': 'up > 1'}]}
                    """)))
        .extracting(Fault::path)
        .containsExactly("$.gates[0].success", "$.gates[0].failure");
  }

  @Test
  void refusesWindowsThatBeginTooOftenInAll() {
    Map<String, Object> spec = SpecJson.with("{}");
    spec.put(
        "windows", Collections.nCopies(6, Map.of("schedule", "*/15 * * * *", "duration", "PT1M")));

    assertThat(faults(spec)).extracting(Fault::path).containsExactly("$.windows");
  }

  @Test
  void everyFieldHasASentenceAndAnExampleThatItTakes() {
    SpecJson.words()
        .fields()
        .forEach(
            field -> {
              assertThat(field.sentence()).as(field.name()).endsWith(".");
              assertThat(faultsOf(field)).as(field.name()).isEmpty();
            });
  }

  private static List<Fault> faultsOf(Field<?, ?> field) {
    Map<String, Object> spec = SpecJson.with("{}");
    spec.put(field.name(), field.example());
    return faults(spec);
  }

  private static List<Fault> faults(Map<String, Object> spec) {
    InvalidSpecException e =
        catchThrowableOfType(InvalidSpecException.class, () -> SpecJson.read(spec));
    return e == null ? List.of() : e.faults();
  }
}
