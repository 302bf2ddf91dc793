package io.fleetfoot.service.rollout.spec;

import static io.fleetfoot.service.rollout.spec.FieldTypes.amount;
import static io.fleetfoot.service.rollout.spec.FieldTypes.list;
import static io.fleetfoot.service.rollout.spec.TextTypes.span;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.LoadPolicy;
import io.fleetfoot.service.rollout.FailureBudget;
import io.fleetfoot.service.rollout.RolloutSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The words in which a rollout is asked for, over REST and as a KernelRollout. */
public final class RolloutFields {

  private static final int LONGEST_NAME = 253;
  private static final int MOST_WAVES = 100;
  private static final Duration LONGEST_SOAK = Duration.ofDays(30);
  private static final HostAmount ALL = HostAmount.percent(100);

  private static final Field<RolloutSpec, String> NAME =
      Field.of("name", TextTypes.name(LONGEST_NAME), RolloutSpec::name)
          .needed()
          .says("Its name, for people.")
          .like("kernel 6.12 to rack r1");

  private static final Field<RolloutSpec, UUID> KERNEL_IMAGE =
      Field.of("kernelImage", TextTypes.uuid(), RolloutFields::kernelImage)
          .says(
              "The id of the kernel image to boot. Absent only with the methods `[firmware]`: then hosts are rebooted by their firmware, into what their boot loader boots.")
          .like("0e4b8f8c-3d5c-4a31-9f6e-5a7f3c1f0a10");

  private static final Field<RolloutSpec, HostSelector> SELECTOR =
      Field.of("selector", SelectorFields.TYPE, RolloutSpec::selector)
          .usually(HostSelector.everyHost())
          .says("Which hosts, by labels and facts; every host when absent or empty.")
          .like(Map.of("matchLabels", Map.of("pool", "web")));

  private static final Field<RolloutSpec, List<HostAmount>> WAVES =
      Field.of(
              "waves",
              list(amount(), 1, MOST_WAVES),
              (RolloutSpec spec) -> spec.policy().partitionBy() == null ? spec.waves() : null)
          .says(
              "The waves, each a number of hosts, or the percentage of all that are in this wave or an earlier one. They must hold every host, and only the last can be \"100%\". One wave of all when absent.")
          .like(List.of(1, 5, "20%", "100%"));

  private static final Field<RolloutSpec, HostAmount> MAX_UNAVAILABLE =
      Field.of(
              "maxUnavailable",
              amount(),
              (RolloutSpec spec) -> spec.disruptionBudget().maxUnavailable())
          .usually(HostAmount.hosts(1))
          .says(
              "How many of the hosts may be down at a time, for any reason; a percentage is rounded down but at least 1.")
          .like("10%");

  private static final Field<RolloutSpec, FailureBudget> FAILURE_BUDGET =
      Field.of("failureBudget", FailureBudgetType.TYPE, RolloutSpec::failureBudget)
          .usually(new FailureBudget(0))
          .says("How many hosts may fail; one more stops the rollout.")
          .like(2);

  private static final Field<RolloutSpec, Duration> SOAK =
      Field.of("soak", span(Duration.ZERO, LONGEST_SOAK), RolloutSpec::soak)
          .usually(Duration.ZERO)
          .says("How long a host must run the kernel before its boot counts as proven.")
          .like("PT5M");

  private static final Field<RolloutSpec, Duration> BOOT_DEADLINE =
      Field.of(
              "bootDeadline",
              span(Duration.ofMillis(1), Duration.ofDays(1)),
              RolloutSpec::bootDeadline)
          .says(
              "How long a host may be silent once it executes, before it is lost. When absent, `fleetfoot.deadlines.executing`, or `fleetfoot.deadlines.executing-firmware` where `methods` has `firmware` or there is no kernel image.")
          .like("PT10M");

  private static final Field<RolloutSpec, DrainPolicy> DRAIN =
      Field.of("drain", DrainFields.OBJECT.type(), RolloutSpec::drain)
          .usually(DrainPolicy.full())
          .says("How load is taken off hosts that carry some.")
          .like(Map.of("timeout", "PT30M"));

  private RolloutFields() {}

  private static @Nullable UUID kernelImage(RolloutSpec spec) {
    KernelImageId image = spec.kernelImage();
    return image == null ? null : image.value();
  }

  /** Returns the spec as it is shown, whole, with what is usual filled in. */
  public static Map<String, Object> write(RolloutSpec spec) {
    return of(BootDeadlines.standard(), Instant.EPOCH).write(spec);
  }

  /**
   * Returns what should be known of the freezes that were imported at that time by a spec which was
   * read without a fault: events that were left out, and such as go on after the imported time.
   */
  public static List<String> freezeNotes(Map<String, ?> fields, Instant importedAt) {
    return FreezeFields.notes(fields, importedAt);
  }

  /** Returns the words, for a service that gives hosts so long to boot, and for the time it is. */
  public static ObjectType<RolloutSpec> of(BootDeadlines usual, Instant now) {
    return new ObjectType<>(
        "RolloutRequest",
        List.of(
            NAME,
            KERNEL_IMAGE,
            LoadFields.METHODS,
            LoadFields.VERIFICATION,
            SELECTOR,
            WAVES,
            PolicyFields.PARTITION_BY.in(RolloutSpec::policy),
            PolicyFields.ORDER_BY.in(RolloutSpec::policy),
            MAX_UNAVAILABLE,
            PolicyFields.FAILURE_DOMAINS.in(RolloutSpec::policy),
            PolicyFields.MAX_PARALLEL.in(RolloutSpec::policy),
            FAILURE_BUDGET,
            PolicyFields.MAX_WAVE_FAILURES.in(RolloutSpec::policy),
            SOAK,
            PolicyFields.WAVE_SOAK.in(RolloutSpec::policy),
            BOOT_DEADLINE.usually(usual.kexec()),
            PolicyFields.WINDOWS.in(RolloutSpec::policy),
            FreezeFields.FREEZES,
            FreezeFields.FILE,
            FreezeFields.FILE_ZONE,
            PolicyFields.DEADLINE.in(RolloutSpec::policy),
            PolicyFields.RETRIES.in(RolloutSpec::policy),
            PolicyFields.APPROVAL.in(RolloutSpec::policy),
            PolicyFields.HOOKS.in(RolloutSpec::policy),
            PolicyFields.GATES.in(RolloutSpec::policy),
            PolicyFields.TIMING.in(RolloutSpec::policy),
            PolicyFields.ROLLBACK.in(RolloutSpec::policy),
            PolicyFields.STAGE.in(RolloutSpec::policy),
            DRAIN),
        List.of(
            RolloutFields::requireOneDivision,
            RolloutFields::requireAllToBeLast,
            LoadFields::requireEachOnce,
            RolloutFields::requireFirmwareWithoutImage,
            RolloutFields::requireKernelImage,
            parsed -> parsed.judge(PolicyFields.DEADLINE, Circumstances::deadline),
            parsed -> WindowFields.requireFew(parsed, PolicyFields.WINDOWS),
            parsed -> FreezeFields.require(parsed, now),
            parsed ->
                Uniqueness.require(parsed, PolicyFields.FAILURE_DOMAINS, DomainFields.TOPOLOGY_KEY),
            parsed -> Uniqueness.require(parsed, PolicyFields.HOOKS, HookFields.NAME),
            parsed -> Uniqueness.require(parsed, PolicyFields.GATES, GateFields.NAME)),
        parsed -> spec(parsed, usual, now));
  }

  private static void requireOneDivision(Parsed parsed) {
    if (parsed.has(WAVES) && parsed.has(PolicyFields.PARTITION_BY)) {
      parsed.fault(PolicyFields.PARTITION_BY, "found beside waves, wanted only one of the two");
    }
  }

  private static void requireFirmwareWithoutImage(Parsed parsed) {
    if (!parsed.has(KERNEL_IMAGE)) {
      LoadFields.requireFirmware(parsed, KERNEL_IMAGE);
    }
  }

  private static void requireKernelImage(Parsed parsed) {
    parsed.judge(
        KERNEL_IMAGE,
        (circumstances, image) -> circumstances.kernelImage(new KernelImageId(image)));
  }

  private static void requireAllToBeLast(Parsed parsed) {
    if (parsed.written(WAVES).orElse(List.of()) instanceof List<?> waves) {
      int all = waves.indexOf(ALL.toString());
      if (all >= 0 && all < waves.size() - 1) {
        parsed
            .place(WAVES)
            .item(all)
            .fault("found \"100%\" before another wave, wanted it last: it is all the rest");
      }
    }
  }

  private static RolloutSpec spec(Parsed parsed, BootDeadlines usual, Instant now) {
    Optional<KernelImageId> image = parsed.find(KERNEL_IMAGE).map(KernelImageId::new);
    LoadPolicy load = LoadFields.policy(parsed, image.isEmpty());
    Duration usualBootDeadline = load.allowsFirmware() ? usual.firmware() : usual.kexec();
    return new RolloutSpec(
        parsed.get(NAME),
        image.orElse(null),
        parsed.get(SELECTOR),
        parsed.find(WAVES).orElse(List.of(ALL)),
        new DisruptionBudget(parsed.get(MAX_UNAVAILABLE)),
        parsed.get(FAILURE_BUDGET),
        parsed.get(SOAK),
        parsed.has(BOOT_DEADLINE) ? parsed.get(BOOT_DEADLINE) : usualBootDeadline,
        parsed.get(DRAIN),
        PolicyFields.policy(parsed, now),
        load);
  }
}
