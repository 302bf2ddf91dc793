package io.fleetfoot.service.testing;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.LoadPolicy;
import io.fleetfoot.service.rollout.DomainLimit;
import io.fleetfoot.service.rollout.FailureBudget;
import io.fleetfoot.service.rollout.FreezePeriod;
import io.fleetfoot.service.rollout.RolloutPolicy;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Builds specs of rollouts that ask for limits, waves and times. */
public final class Specs {

  private String name = "r";
  private @Nullable KernelImageId image = new KernelImageId(new UUID(0, 1));
  private LoadPolicy load = LoadPolicy.standard();
  private HostSelector selector = HostSelector.everyHost();
  private List<HostAmount> waves = List.of(HostAmount.percent(100));
  private HostAmount maxUnavailable = HostAmount.percent(100);
  private Duration soak = Duration.ZERO;
  private Duration waveSoak = Duration.ZERO;
  private @Nullable String partitionBy;
  private List<String> orderBy = List.of();
  private final List<DomainLimit> domains = new ArrayList<>();
  private @Nullable HostAmount maxParallel;
  private List<Window> windows = List.of();
  private List<FreezePeriod> freezes = List.of();
  private @Nullable Instant deadline;

  private Specs() {}

  /** Returns a spec over every host in one wave, which limits nothing. */
  public static Specs unlimited() {
    return new Specs();
  }

  /** Returns such a spec of plain reboots. */
  public static Specs plainReboot() {
    Specs specs = new Specs().load(LoadPolicy.plainReboot());
    specs.image = null;
    return specs;
  }

  /** Returns a spec that asks for limits and waves of chance. */
  public static Specs ofChance(Random chance) {
    Specs specs = new Specs().maxUnavailable(amount(chance));
    if (chance.nextBoolean()) {
      specs.domain("rack", amount(chance), null);
    }
    if (chance.nextBoolean()) {
      specs.domain("zone", chance.nextBoolean() ? amount(chance) : null, amount(chance));
    }
    if (chance.nextInt(3) == 0) {
      specs.domain("rack", null, amount(chance));
    }
    if (chance.nextBoolean()) {
      specs.maxParallel(amount(chance));
    }
    if (chance.nextInt(3) == 0) {
      specs.partitionBy("tier");
    } else {
      specs.waves(amount(chance).toString(), "100%");
    }
    if (chance.nextInt(4) == 0) {
      specs.selector(Map.of("zone", "z0"));
    }
    return specs;
  }

  /** Returns an amount of chance. */
  public static HostAmount amount(Random chance) {
    return chance.nextBoolean()
        ? HostAmount.hosts(1 + chance.nextInt(5))
        : HostAmount.percent(1 + chance.nextInt(60));
  }

  public Specs name(String text) {
    name = text;
    return this;
  }

  public Specs image(KernelImageId id) {
    image = id;
    return this;
  }

  public Specs load(LoadPolicy policy) {
    load = policy;
    return this;
  }

  public Specs selector(Map<String, String> labels) {
    return selector(new HostSelector(labels));
  }

  public Specs selector(HostSelector chosen) {
    selector = chosen;
    return this;
  }

  public Specs waves(String... amounts) {
    waves = List.of(amounts).stream().map(HostAmount::parse).toList();
    return this;
  }

  public Specs maxUnavailable(HostAmount amount) {
    maxUnavailable = amount;
    return this;
  }

  public Specs maxUnavailable(String amount) {
    return maxUnavailable(HostAmount.parse(amount));
  }

  public Specs maxParallel(HostAmount amount) {
    maxParallel = amount;
    return this;
  }

  public Specs domain(String key, @Nullable HostAmount hosts, @Nullable HostAmount inDomains) {
    domains.add(new DomainLimit(key, hosts, inDomains));
    return this;
  }

  public Specs partitionBy(String label) {
    partitionBy = label;
    return this;
  }

  public Specs orderBy(String... labels) {
    orderBy = List.of(labels);
    return this;
  }

  public Specs soak(Duration time) {
    soak = time;
    return this;
  }

  public Specs waveSoak(Duration time) {
    waveSoak = time;
    return this;
  }

  public Specs windows(Window... all) {
    windows = List.of(all);
    return this;
  }

  public Specs freezes(FreezePeriod... all) {
    freezes = List.of(all);
    return this;
  }

  public Specs deadline(Instant time) {
    deadline = time;
    return this;
  }

  /** Returns the spec. */
  public RolloutSpec spec() {
    RolloutPolicy plain = RolloutPolicy.plain();
    return new RolloutSpec(
        name,
        image,
        selector,
        waves,
        new DisruptionBudget(maxUnavailable),
        new FailureBudget(1_000_000),
        soak,
        Duration.ofMinutes(10),
        DrainPolicy.full(),
        new RolloutPolicy(
            partitionBy,
            orderBy,
            domains,
            maxParallel,
            null,
            waveSoak,
            windows,
            freezes,
            deadline,
            plain.retries(),
            plain.approval(),
            List.of(),
            List.of(),
            plain.timing(),
            plain.rollback(),
            plain.stage()),
        load);
  }
}
