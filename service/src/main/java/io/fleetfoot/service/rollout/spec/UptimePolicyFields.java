package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.uptime.UptimePolicy;
import io.fleetfoot.service.rollout.uptime.UptimeTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The words in which an uptime policy is asked for. */
public final class UptimePolicyFields {

  private static final int LONGEST_NAME = 200;
  private static final HostAmount ALL = HostAmount.percent(100);

  /** What each rollout has of its policy. */
  private static final List<String> OF_THE_POLICY = List.of("name", "selector", "deadline");

  private static final Field<UptimePolicy, String> NAME =
      Field.of("name", TextTypes.name(LONGEST_NAME), UptimePolicy::name)
          .needed()
          .says("Its name, which no other has; its rollouts have it too.")
          .like("web hosts, every quarter");

  private static final Field<UptimePolicy, HostSelector> SELECTOR =
      Field.of("selector", SelectorFields.TYPE, UptimePolicy::selector)
          .usually(HostSelector.everyHost())
          .says("Which hosts, by labels and facts; every host when absent or empty.")
          .like(Map.of("matchLabels", Map.of("pool", "web")));

  private static final Field<UptimePolicy, Duration> MAX_UPTIME =
      Field.of(
              "maxUptime",
              TextTypes.span(UptimeTerms.LEAST_MAX, UptimeTerms.MOST_MAX),
              (UptimePolicy policy) -> policy.terms().maxUptime())
          .needed()
          .says("How long a host may be up at most.")
          .like("P90D");

  private static final Field<UptimePolicy, Duration> MIN_UPTIME =
      Field.of(
              "minUptime",
              TextTypes.span(Duration.ZERO, UptimeTerms.MOST_MAX.dividedBy(2)),
              (UptimePolicy policy) -> policy.terms().minUptime())
          .usually(Duration.ZERO)
          .says(
              "How long a host is left alone after a boot, at most half of `maxUptime`. The shorter, the more evenly hosts that booted together are spread.")
          .like("P14D");

  private static final Field<UptimePolicy, HostAmount> MAX_PER_DAY =
      Field.of(
              "maxPerDay", FieldTypes.amount(), (UptimePolicy policy) -> policy.terms().maxPerDay())
          .says(
              "How many hosts are rebooted in a day at most, even if some are up for too long already; a percentage is rounded down but at least 1. Twice as many as an even spread needs when absent.")
          .like("2%");

  private UptimePolicyFields() {}

  /** Returns the words, for a service that gives hosts so long to boot, and for the time it is. */
  public static ObjectType<UptimePolicy> of(BootDeadlines usual, Instant now) {
    Field<UptimePolicy, Map<String, Object>> rollout =
        Field.of("rollout", template(usual, now), UptimePolicy::rollout)
            .needed()
            .says(
                "What each rollout that it starts asks for: the fields of a rollout but for `name`, `selector` and `deadline`.")
            .like(Map.of("methods", List.of("firmware"), "maxUnavailable", "10%"));
    return new ObjectType<>(
        "UptimePolicyRequest",
        List.of(NAME, SELECTOR, MAX_UPTIME, MIN_UPTIME, MAX_PER_DAY, rollout),
        List.of(UptimePolicyFields::requireRoom),
        parsed ->
            new UptimePolicy(
                parsed.get(NAME),
                parsed.get(SELECTOR),
                new UptimeTerms(
                    parsed.get(MAX_UPTIME), parsed.get(MIN_UPTIME), parsed.orNull(MAX_PER_DAY)),
                parsed.get(rollout)));
  }

  /** Returns the policy as it is shown, whole, its rollout as it was written. */
  public static Map<String, Object> write(UptimePolicy policy) {
    return of(BootDeadlines.standard(), Instant.EPOCH).write(policy);
  }

  /**
   * Returns a rollout of the policy, over these hosts and with this deadline.
   *
   * @throws InvalidSpecException if what was asked for cannot be any more, with every fault
   */
  public static RolloutSpec rollout(
      UptimePolicy policy, HostSelector hosts, Instant deadline, BootDeadlines usual, Instant now) {
    Map<String, Object> spec = named(policy.rollout(), policy.name());
    spec.put("deadline", deadline.toString());
    return RolloutFields.of(usual, now).read("$.rollout", spec).over(hosts);
  }

  /**
   * Returns what the policy's rollouts ask for, over every host and without a deadline.
   *
   * @throws InvalidSpecException likewise
   */
  public static RolloutSpec rollout(UptimePolicy policy, BootDeadlines usual, Instant now) {
    return RolloutFields.of(usual, now).read("$.rollout", named(policy.rollout(), policy.name()));
  }

  private static void requireRoom(Parsed parsed) {
    Optional<Duration> most = parsed.meant(MAX_UPTIME);
    Optional<Duration> least = parsed.find(MIN_UPTIME);
    if (most.isPresent()
        && least.isPresent()
        && least.get().compareTo(most.get().dividedBy(2)) > 0) {
      parsed.fault(
          MIN_UPTIME,
          "found %s, wanted at most half of maxUptime, which is %s"
              .formatted(TextTypes.spelled(least.get()), TextTypes.spelled(most.get())));
    }
  }

  private static FieldType<Map<String, Object>> template(BootDeadlines usual, Instant now) {
    ObjectType<RolloutSpec> rollout = RolloutFields.of(usual, now);
    return new FieldType<>(
        schema(rollout),
        "",
        (json, place) -> {
          if (!(json instanceof Map<?, ?> map)) {
            place.fault(json, "an object");
            return Optional.empty();
          }
          return template(rollout, copy(map), place);
        },
        template -> template);
  }

  private static Optional<Map<String, Object>> template(
      ObjectType<RolloutSpec> rollout, Map<String, Object> template, Place place) {
    int before = place.faultCount();
    for (String name : OF_THE_POLICY) {
      if (template.get(name) != null) {
        place.field(name).fault("is not for a template: each rollout has it of its policy");
      }
    }
    rollout.type().read(named(template, "template"), place);
    if (template.get("partitionBy") == null
        && template.get("waves") instanceof List<?> waves
        && !waves.isEmpty()
        && !ALL.toString().equals(waves.get(waves.size() - 1))) {
      place
          .field("waves")
          .fault(
              waves.get(waves.size() - 1),
              "\"100%\" last: how many hosts a day takes is not known before");
    }
    return place.faultCount() == before ? Optional.of(template) : Optional.empty();
  }

  private static Map<String, Object> named(Map<String, Object> template, String name) {
    Map<String, Object> spec = new LinkedHashMap<>(template);
    OF_THE_POLICY.forEach(spec::remove);
    spec.put("name", name);
    return spec;
  }

  private static Map<String, Object> copy(Map<?, ?> json) {
    Map<String, Object> copy = new LinkedHashMap<>();
    json.forEach((key, value) -> copy.put(String.valueOf(key), value));
    return copy;
  }

  private static Map<String, Object> schema(ObjectType<RolloutSpec> rollout) {
    Map<String, Object> schema = new LinkedHashMap<>(rollout.schema());
    Map<String, Object> properties =
        copy((Map<?, ?>) Objects.requireNonNull(schema.get("properties")));
    OF_THE_POLICY.forEach(properties::remove);
    schema.put("title", "UptimePolicyRollout");
    schema.put("properties", properties);
    List<Object> required = new ArrayList<>((List<?>) schema.getOrDefault("required", List.of()));
    required.removeAll(OF_THE_POLICY);
    if (required.isEmpty()) {
      schema.remove("required");
    } else {
      schema.put("required", required);
    }
    return schema;
  }
}
