package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.rollout.GateCondition;
import io.fleetfoot.service.rollout.MetricGate;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The Prometheus queries that are judged after each wave, by the rules of Argo Rollouts. */
final class GateFields {

  private static final int LONGEST_NAME = 63;
  private static final int LONGEST_QUERY = 8192;
  private static final int LONGEST_CONDITION = 1024;
  private static final int MOST_MEASUREMENTS = 1000;
  private static final int USUAL_ERROR_LIMIT = 4;

  private static final FieldType<String> CONDITION =
      TextTypes.language(
          LONGEST_CONDITION,
          Map.of(),
          text -> GateCondition.parse(text).toString(),
          condition -> condition);

  static final Field<MetricGate, String> NAME =
      Field.of("name", TextTypes.name(LONGEST_NAME), MetricGate::name)
          .needed()
          .says("Its name, for people and reasons; no two gates of a rollout have the same.")
          .like("error-rate");

  private static final Field<MetricGate, URI> ADDRESS =
      Field.of("address", TextTypes.url(), MetricGate::address)
          .says("The Prometheus server; the service's configured one when absent.")
          .like("https://prometheus.example");

  private static final Field<MetricGate, String> QUERY =
      Field.of("query", TextTypes.text(LONGEST_QUERY), MetricGate::query)
          .needed()
          .says("The query, in PromQL.")
          .like("sum(rate(http_requests_total{code=~\"5..\"}[5m]))");

  private static final Field<MetricGate, String> SUCCESS =
      Field.of("success", CONDITION, MetricGate::success)
          .needed()
          .says("The condition on the `result` under which a measurement succeeds.")
          .like("result[0] < 0.05");

  private static final Field<MetricGate, String> FAILURE =
      Field.of("failure", CONDITION, MetricGate::failure)
          .says(
              "The condition under which it fails; when absent, whatever does not succeed. What neither succeeds nor fails is inconclusive.")
          .like("result[0] > 0.2");

  private static final Field<MetricGate, Duration> INTERVAL =
      Field.of(
              "interval",
              TextTypes.span(Duration.ofSeconds(1), Duration.ofDays(1)),
              MetricGate::interval)
          .usually(Duration.ofMinutes(1))
          .says("How long between two measurements.")
          .like("PT30S");

  private static final Field<MetricGate, Integer> COUNT =
      Field.of("count", FieldTypes.number(1, MOST_MEASUREMENTS), MetricGate::count)
          .usually(1)
          .says("How many measurements are made.")
          .like(5);

  private static final Field<MetricGate, Integer> FAILURE_LIMIT =
      Field.of("failureLimit", FieldTypes.number(0, MOST_MEASUREMENTS), MetricGate::failureLimit)
          .usually(0)
          .says("How many failed measurements are tolerated.")
          .like(1);

  private static final Field<MetricGate, Integer> INCONCLUSIVE_LIMIT =
      Field.of(
              "inconclusiveLimit",
              FieldTypes.number(0, MOST_MEASUREMENTS),
              MetricGate::inconclusiveLimit)
          .usually(0)
          .says("How many inconclusive ones are tolerated; one more pauses the rollout.")
          .like(1);

  private static final Field<MetricGate, Integer> ERROR_LIMIT =
      Field.of(
              "consecutiveErrorLimit",
              FieldTypes.number(0, MOST_MEASUREMENTS),
              MetricGate::consecutiveErrorLimit)
          .usually(USUAL_ERROR_LIMIT)
          .says("How many errors in a row are tolerated; one more pauses the rollout.")
          .like(USUAL_ERROR_LIMIT);

  private static final Field<MetricGate, Duration> INITIAL_DELAY =
      Field.of(
              "initialDelay",
              TextTypes.span(Duration.ZERO, Duration.ofDays(1)),
              MetricGate::initialDelay)
          .usually(Duration.ZERO)
          .says("How long after the wave the first measurement is made.")
          .like("PT2M");

  static final ObjectType<MetricGate> OBJECT =
      new ObjectType<>(
          "RolloutGate",
          List.of(
              NAME,
              ADDRESS,
              QUERY,
              SUCCESS,
              FAILURE,
              INTERVAL,
              COUNT,
              FAILURE_LIMIT,
              INCONCLUSIVE_LIMIT,
              ERROR_LIMIT,
              INITIAL_DELAY),
          List.of(GateFields::requireServer),
          parsed ->
              new MetricGate(
                  parsed.get(NAME),
                  parsed.orNull(ADDRESS),
                  parsed.get(QUERY),
                  parsed.get(SUCCESS),
                  parsed.orNull(FAILURE),
                  parsed.get(INTERVAL),
                  parsed.get(COUNT),
                  parsed.get(FAILURE_LIMIT),
                  parsed.get(INCONCLUSIVE_LIMIT),
                  parsed.get(ERROR_LIMIT),
                  parsed.get(INITIAL_DELAY)));

  private GateFields() {}

  private static void requireServer(Parsed parsed) {
    if (parsed.has(ADDRESS)) {
      parsed.judge(ADDRESS, Circumstances::prometheus);
    } else {
      Place place = parsed.place(ADDRESS);
      place.circumstances().prometheus(null).ifPresent(place::fault);
    }
  }
}
