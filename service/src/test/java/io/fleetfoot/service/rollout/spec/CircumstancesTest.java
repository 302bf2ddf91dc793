package io.fleetfoot.service.rollout.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fleetfoot.service.testing.WrongCircumstances;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CircumstancesTest {

  private static final String NAMES_MUCH =
      """
      {'deadline': '2020-01-01T00:00:00Z',
       'hooks': [{'name': 'board', 'at': 'before-wave', 'url': 'https://a.example', 'secret': 'change'}],
       'gates': [{'name': 'errors', 'query': 'up', 'success': 'result[0] > 0'},
                 {'name': 'more', 'query': 'up', 'success': 'result[0] > 0', 'address': 'https://b.example'}]}
      """;

  @Test
  void everyCircumstanceIsJudgedBesideTheFields() {
    Map<String, Object> spec = SpecJson.with(NAMES_MUCH);
    spec.put("soak", "soon");

    assertThat(faultsNow(spec))
        .extracting(Fault::path)
        .containsExactlyInAnyOrder(
            "$.soak",
            "$.deadline",
            "$.kernelImage",
            "$.hooks[0].url",
            "$.hooks[0].secret",
            "$.gates[0].address",
            "$.gates[1].address");
  }

  @Test
  void whatCanBeReadOfAHookIsJudgedThoughTheRestCannot() {
    Map<String, Object> spec =
        SpecJson.with("{'hooks': [{'name': 'board', 'at': 'sometimes', 'url': 'https://a'}]}");

    assertThat(faultsNow(spec))
        .extracting(Fault::toString)
        .contains("$.hooks[0].url: is not allowed: https://a")
        .anyMatch(fault -> fault.startsWith("$.hooks[0].at: found \"sometimes\", wanted one of"));
  }

  @Test
  void whatCannotBeReadIsNotJudgedOnceMore() {
    Map<String, Object> spec =
        SpecJson.with(
            "{'kernelImage': 'one', 'deadline': 'soon', 'gates': [{'name': 'a', 'query': 'up',"
                + " 'success': 'result[0] > 0', 'address': 'b'}]}");

    assertThat(faultsNow(spec))
        .extracting(Fault::path)
        .containsExactly("$.kernelImage", "$.deadline", "$.gates[0].address");
  }

  @Test
  void anUptimePolicyIsJudgedByTheTemplateOfItsRollouts() {
    Map<String, Object> template = SpecJson.with(NAMES_MUCH);
    template.remove("name");
    template.remove("deadline");
    Map<String, Object> policy = SpecJson.parse("{'name': 'a', 'maxUptime': 'P30D'}");
    policy.put("rollout", template);

    InvalidSpecException refused =
        catchThrowableOfType(
            InvalidSpecException.class,
            () ->
                UptimePolicyFields.of(BootDeadlines.standard(), Instant.EPOCH)
                    .read("$", policy, new WrongCircumstances()));

    assertThat(refused.faults())
        .extracting(Fault::path)
        .contains("$.rollout.kernelImage", "$.rollout.hooks[0].url", "$.rollout.gates[0].address");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          !!          | found "!" at column 2, wanted a label's key
          app=        |
          app!=cache  |
          app in (a,  | found the end, wanted a comma or )
          x.io/y,!z   |
          gen > 12    |
          gen > twelve | found ">" at column 5, wanted a whole number behind it
          -app        | found "-app", wanted a label's key, such as "app" or "example.com/app"
          """)
  void theSelectorOfPodsIsReadAsTheApiServerReadsIt(String selector, @Nullable String fault) {
    Map<String, Object> spec = SpecJson.with("{}");
    spec.put("drain", Map.of("podSelector", selector));

    List<String> faults =
        faultsNow(spec).stream()
            .map(Fault::toString)
            .filter(text -> text.startsWith("$.drain.podSelector: "))
            .toList();

    assertThat(faults)
        .isEqualTo(fault == null ? List.of() : List.of("$.drain.podSelector: " + fault));
    assertThat(SpecJson.read(spec).drain().podSelector()).isEqualTo(selector);
  }

  @Test
  void namesStandOnOneLine() {
    Map<String, Object> spec =
        SpecJson.with(
            """
            {'name': 'a\\nb',
             'hooks': [{'name': 'a\\tb', 'at': 'before-wave', 'url': 'https://a.example'}],
             'gates': [{'name': 'a\\u0085b', 'query': 'up', 'success': 'result[0] > 0'}],
             'freezes': [{'name': 'a\\u2028b', 'from': '2026-01-01T00:00:00Z', 'to': '2026-01-02T00:00:00Z'}]}
            """);

    assertThat(faultsNow(spec))
        .filteredOn(fault -> fault.detail().endsWith("a name stands on one line"))
        .extracting(Fault::path)
        .containsExactlyInAnyOrder(
            "$.name", "$.hooks[0].name", "$.gates[0].name", "$.freezes[0].name");
    assertThat(SpecJson.read(spec).name()).isEqualTo("a\nb");
  }

  @Test
  void aKeptSpecIsReadWhateverBecameOfWhatItNames() {
    assertThat(SpecJson.read(SpecJson.with(NAMES_MUCH)).policy().deadline())
        .isEqualTo(Instant.parse("2020-01-01T00:00:00Z"));
  }

  private static List<Fault> faultsNow(Map<String, Object> spec) {
    return catchThrowableOfType(
            InvalidSpecException.class,
            () -> SpecJson.words().read("$", spec, new WrongCircumstances()))
        .faults();
  }
}
