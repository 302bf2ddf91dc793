package io.fleetfoot.service;

import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.scheduler.Meters;
import io.fleetfoot.service.timing.Phase;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Writes the reference pages that the code knows. */
final class ReferencePages {

  static final String WRITTEN =
      "<!-- Written from the code by ReferencePagesTest: mvn -pl service -am test"
          + " -Dtest=ReferencePagesTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dfleetfoot.docs.write=true -->\n";

  private ReferencePages() {}

  static String states() {
    StringBuilder page = new StringBuilder("# States\n\n").append(WRITTEN);
    page.append("\n## Reboot: one host's one attempt\n\n");
    diagram(page, RebootState.QUEUED, RebootState.values(), RebootState::next);
    page.append(
        "\n| state | what it means | may stay | the host counts as down |\n|---|---|---|---|\n");
    for (RebootState state : RebootState.values()) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  state,
                  sentence(state.sentence()),
                  state.isTerminal() ? "for good" : duration(state),
                  down(state)));
    }
    page.append(
        """

        A state that may not stay for good has a deadline in its database row, by the database's clock. Beyond it, a host that
        is silent is `LOST`; one that speaks but did not get on has `FAILED`. In `EXECUTING` the deadline is the rollout's
        `bootDeadline`, and who has not reported a boot by then is `LOST`, unless its host can be switched off and on from
        outside: then it is `POWER_CYCLING` first. In `PROVING` it is so much later than the soak,
        in `DRAINING` so much later than the drain's own timeout. How long each state may last is
        [configuration](configuration.md).

        Only a host that carries load which an edge can take off, such as a [Kubernetes node](../operations/kubernetes.md), is
        ever `DRAINING`. Its boot is proven only when that edge has seen the boot too.

        Every end but `SUCCEEDED` and `ABORTED` counts against the failure budget. A host that is down after its reboot ended
        stays so until its agent reports a boot or stages for another rollout, a further reboot of it passes its deadline
        while the agent speaks, or a person declares it up; the reboot that was `LOST` stays `LOST`.

        ## Rollout

        """);
    diagram(page, RolloutState.AWAITING_APPROVAL, RolloutState.values(), RolloutState::next);
    page.append("\n| state | what it means |\n|---|---|\n");
    for (RolloutState state : RolloutState.values()) {
      page.append("| `%s` | %s |\n".formatted(state, sentence(state.sentence())));
    }
    page.append(
        """

        ## Why a ready host waits

        | constraint | what it asks |
        |---|---|
        """);
    for (Constraint constraint : Constraint.values()) {
      page.append(
          "| `%s` | %s |\n".formatted(constraint.wireName(), sentence(constraint.sentence())));
    }
    return page.toString();
  }

  static String metrics(Collection<Double> buckets) {
    StringBuilder page = new StringBuilder("# Metrics\n\n").append(WRITTEN);
    page.append(
        """

        `GET /actuator/prometheus`. A counter or a histogram is moved by the replica that saved the transition, so sum them
        over replicas; a gauge is the same from each, so take the maximum. No meter has a label per host.

        | name | kind | unit | labels | what it says |
        |---|---|---|---|---|
        """);
    for (Meters meter : Meters.values()) {
      page.append(
          "| `%s` | %s | %s | %s | %s |\n"
              .formatted(
                  meter.prometheusName(),
                  word(meter.kind()),
                  meter.unit(),
                  meter.labels().isEmpty()
                      ? "none"
                      : meter.labels().stream()
                          .map("`%s`"::formatted)
                          .collect(Collectors.joining(", ")),
                  meter.sentence()));
    }
    page.append("\nBuckets of the histograms, in seconds: ")
        .append(buckets.stream().map(ReferencePages::number).collect(Collectors.joining(", ")))
        .append(".\n\n## Phases\n\n| `phase` | from → to |\n|---|---|\n");
    for (Phase phase : Phase.values()) {
      page.append(
          "| `%s` | %s |\n".formatted(phase.wireName(), phase.sentence().replace(" to ", " → ")));
    }
    return page.toString();
  }

  static String configuration(List<JsonNode> properties) {
    StringBuilder page = new StringBuilder("# Configuration of the service\n\n").append(WRITTEN);
    page.append(
        """

        Every key can stand in `application.yaml`, on the command line (`--fleetfoot.tick=1s`) or in the environment
        (`FLEETFOOT_TICK=1s`). Durations are ISO-8601 or short, such as `PT1M` or `1m`.

        | key | type | default | what it says |
        |---|---|---|---|
        """);
    properties.stream()
        .sorted(Comparator.comparing(property -> property.get("name").asString()))
        .forEach(
            property ->
                page.append(
                    "| `%s` | %s | %s | %s |\n"
                        .formatted(
                            property.get("name").asString(),
                            type(property.get("type").asString()),
                            property.has("defaultValue")
                                ? "`" + property.get("defaultValue").asString() + "`"
                                : "none",
                            prose(property.path("description").asString("")))));
    page.append(
        """

        The service is a Spring Boot application: `server.address` (default `127.0.0.1`), `server.port` (default `8080`) and
        the rest of Spring Boot's own keys work as its manual says. With `spring.datasource.url` (and `username`,
        `password`) it uses that PostgreSQL, version 14 or newer, and starts none of its own; several replicas may share it.
        """);
    return page.toString();
  }

  private interface Next<S> {
    Set<S> of(S state);
  }

  private static <S extends Enum<S>> void diagram(
      StringBuilder page, S first, S[] states, Next<S> next) {
    page.append("```mermaid\nstateDiagram-v2\n  [*] --> ").append(first).append('\n');
    for (S state : states) {
      next.of(state).forEach(to -> page.append("  %s --> %s\n".formatted(state, to)));
      if (next.of(state).isEmpty()) {
        page.append("  %s --> [*]\n".formatted(state));
      }
    }
    page.append("```\n");
  }

  private static String down(RebootState state) {
    return switch (state) {
      case DRAINING, VERIFYING, EXECUTING, POWER_CYCLING, PROVING -> "yes";
      case LOST -> "yes, until proven up";
      case QUEUED, STAGING, READY, REFUSED, ABORTED -> "as before";
      case SUCCEEDED, FAILED, DID_NOT_REBOOT, WRONG_KERNEL, ROLLED_BACK -> "no";
    };
  }

  private static String duration(RebootState state) {
    Duration timeout = state.timeout();
    return "`%s`, `%s`"
        .formatted(
            timeout.equals(Duration.ofDays(timeout.toDays()))
                ? "P" + timeout.toDays() + "D"
                : timeout,
            "fleetfoot.deadlines." + state.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  private static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String number(double seconds) {
    return BigDecimal.valueOf(seconds).stripTrailingZeros().toPlainString();
  }

  private static String type(String type) {
    return type.replaceAll("[a-z0-9_]+\\.", "").replace(",", ", ");
  }

  private static String prose(String description) {
    String text = description.replaceAll("\\{@code ([^}]*)}", "`$1`").strip();
    if (text.isEmpty()) {
      return text;
    }
    String sentence = Character.toUpperCase(text.charAt(0)) + text.substring(1);
    return sentence.endsWith(".") ? sentence : sentence + ".";
  }
}
