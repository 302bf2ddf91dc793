package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.rollout.Hook;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The webhooks that are asked and told. */
final class HookFields {

  private static final int LONGEST_NAME = 63;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofHours(1);

  static final Field<Hook, String> NAME =
      Field.of("name", TextTypes.name(LONGEST_NAME), Hook::name)
          .needed()
          .says("Its name, for people and reasons; no two hooks of a rollout have the same.")
          .like("change-board");

  private static final Field<Hook, Hook.Point> AT =
      Field.of("at", FieldTypes.choice(Hook.Point.values()), Hook::at)
          .needed()
          .says("Of what it is asked (before) or told (after).")
          .like("before-wave");

  private static final Field<Hook, URI> URL =
      Field.of("url", TextTypes.url(), Hook::url)
          .needed()
          .says("Where it listens.")
          .like("https://change.example/fleetfoot");

  private static final Field<Hook, String> SECRET =
      Field.of("secret", TextTypes.text(LONGEST_NAME), Hook::secret)
          .says(
              "The name of the service's configured secret that signs the request; unsigned when absent.")
          .like("change");

  private static final Field<Hook, Duration> REQUEST_TIMEOUT =
      Field.of(
              "timeout",
              TextTypes.span(Duration.ofMillis(100), Duration.ofMinutes(1)),
              Hook::timeout)
          .usually(TIMEOUT)
          .says("How long one request may take.")
          .like("PT5S");

  private static final Field<Hook, Duration> LONGEST_WAIT =
      Field.of(
              "patience",
              TextTypes.span(Duration.ofMillis(100), Duration.ofDays(30)),
              Hook::patience)
          .usually(PATIENCE)
          .says(
              "How long it may say wait, or not answer, before that counts as deny; not shorter than `timeout`.")
          .like("PT2H");

  static final ObjectType<Hook> OBJECT =
      new ObjectType<>(
          "RolloutHook",
          List.of(NAME, AT, URL, SECRET, REQUEST_TIMEOUT, LONGEST_WAIT),
          List.of(
              parsed -> parsed.judge(URL, Circumstances::webhook),
              parsed -> parsed.judge(SECRET, Circumstances::secret),
              HookFields::requirePatience),
          parsed ->
              new Hook(
                  parsed.get(NAME),
                  parsed.get(AT),
                  parsed.get(URL),
                  parsed.orNull(SECRET),
                  parsed.get(REQUEST_TIMEOUT),
                  parsed.get(LONGEST_WAIT)));

  private HookFields() {}

  /** A patience that is out of its bounds is named for that alone. */
  private static void requirePatience(Parsed parsed) {
    Optional<Duration> timeout = parsed.meant(REQUEST_TIMEOUT);
    Optional<Duration> patience = parsed.find(LONGEST_WAIT);
    if (timeout.isPresent()
        && patience.isPresent()
        && patience.get().compareTo(timeout.get()) < 0) {
      parsed.fault(
          parsed.has(LONGEST_WAIT) ? LONGEST_WAIT : REQUEST_TIMEOUT,
          "found a timeout of %s and a patience of %s, wanted patience not to be shorter"
              .formatted(TextTypes.spelled(timeout.get()), TextTypes.spelled(patience.get())));
    }
  }
}
