package io.fleetfoot.service.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.rollout.UnfinishableException;
import io.fleetfoot.service.rollout.spec.InvalidSpecException;
import io.fleetfoot.service.scheduler.ConflictException;
import io.fleetfoot.service.scheduler.Hosts;
import io.fleetfoot.service.scheduler.KernelImages;
import io.fleetfoot.service.scheduler.Reboots;
import io.fleetfoot.service.scheduler.Rollouts;
import io.fleetfoot.service.scheduler.Rollouts.Overview;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one rollout of each generation of a KernelRollout's spec, and writes back how it stands. It
 * never writes a spec; a KernelRollout that is deleted goes when its rollout has been aborted.
 */
final class KernelRolloutReconciler {

  /** Keeps a KernelRollout until its rollout has ended. */
  static final String FINALIZER = KernelRollout.GROUP + "/abort-rollout";

  private static final Logger log = LoggerFactory.getLogger(KernelRolloutReconciler.class);

  /** The most characters that a condition's message may have. */
  private static final int LONGEST_MESSAGE = 32_768;

  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final KubernetesClient client;
  private final SpecReader reader;
  private final Rollouts rollouts;
  private final Reboots reboots;
  private final KernelImages kernelImages;
  private final Hosts hosts;
  private final InstantSource clock;

  KernelRolloutReconciler(
      KubernetesClient client,
      SpecReader reader,
      Rollouts rollouts,
      Reboots reboots,
      KernelImages kernelImages,
      Hosts hosts,
      InstantSource clock) {
    this.client = client;
    this.reader = reader;
    this.rollouts = rollouts;
    this.reboots = reboots;
    this.kernelImages = kernelImages;
    this.hosts = hosts;
    this.clock = clock;
  }

  /**
   * Brings the rollout to what the object asks for and the object's status to what the rollout is.
   */
  void reconcile(KernelRollout asked) {
    try {
      if (asked.getMetadata().getDeletionTimestamp() != null) {
        finish(asked);
      } else if (!hasFinalizer(asked)) {
        writeFinalizers(asked, with(asked.getMetadata().getFinalizers()));
      } else if (!isDone(asked)) {
        write(asked, follow(asked));
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      log.debug("kernelrollout={} changed meanwhile", asked.getMetadata().getName(), e);
    }
  }

  private KernelRolloutStatus follow(KernelRollout asked) {
    StatusWriter status = new StatusWriter(asked, clock.instant());
    Optional<Overview> own = rollouts.findByReference(reference(asked, generation(asked)));
    if (own.isPresent()) {
      return status(status, own.get());
    }
    Optional<Overview> earlier = running(asked);
    if (earlier.isPresent()) {
      return status.replacing(abort(earlier.get()));
    }
    try {
      return status(status, create(asked));
    } catch (InvalidSpecException e) {
      return status.refused("InvalidSpec", message(e));
    } catch (UnfinishableException e) {
      return status.refused("InvalidSpec", e.path().replace("$", "spec") + ": " + e.getMessage());
    } catch (ConflictException e) {
      return status.refused(word(e.code()), String.valueOf(e.getMessage()));
    }
  }

  private static String message(InvalidSpecException e) {
    String faults = String.valueOf(e.getMessage());
    return faults.substring(0, Math.min(faults.length(), LONGEST_MESSAGE));
  }

  private Optional<Overview> running(KernelRollout asked) {
    return rollouts
        .findNewest(reference(asked))
        .filter(newest -> !newest.rollout().state().isTerminal());
  }

  private Overview create(KernelRollout asked) {
    KernelRolloutSpec spec = asked.getSpec();
    String name = asked.getMetadata().getName();
    RolloutSpec rollout = reader.read(name, spec, this::image);
    Overview created = rollouts.createOnce(reference(asked, generation(asked)), rollout);
    log.info("kernelrollout={} rollout={} created", name, created.rollout().id());
    return created;
  }

  /** A kernel image is asked for by its id, or by its name if only one has it. */
  private KernelImageId image(String idOrName) {
    List<KernelImage> named =
        kernelImages.list().stream()
            .filter(
                image -> image.id().toString().equals(idOrName) || image.name().equals(idOrName))
            .toList();
    if (named.size() != 1) {
      throw new IllegalArgumentException(
          named.isEmpty()
              ? "no kernel image has the id or name \"%s\"".formatted(idOrName)
              : "%d kernel images have the name \"%s\"; ask by id"
                  .formatted(named.size(), idOrName));
    }
    return named.get(0).id();
  }

  private KernelRolloutStatus status(StatusWriter status, Overview overview) {
    return status.of(overview, reboots.list(overview.rollout().id()), this::nodeOf);
  }

  private Optional<String> nodeOf(HostId host) {
    return NodeLabels.nodeName(hosts.get(host).labels());
  }

  private Overview abort(Overview overview) {
    RolloutState state = overview.rollout().state();
    return state.isTerminal() || state == RolloutState.ABORTING
        ? overview
        : rollouts.abort(overview.rollout().id());
  }

  /** Aborts what runs, and lets the object go once it has ended. */
  private void finish(KernelRollout asked) {
    if (!hasFinalizer(asked)) {
      return;
    }
    Optional<Overview> running = running(asked).map(this::abort);
    if (running.isPresent()) {
      write(asked, status(new StatusWriter(asked, clock.instant()), running.get()));
    } else {
      writeFinalizers(asked, without(asked.getMetadata().getFinalizers()));
      log.info("kernelrollout={} let go", asked.getMetadata().getName());
    }
  }

  private void write(KernelRollout asked, KernelRolloutStatus status) {
    if (status.equals(asked.getStatus())) {
      return;
    }
    KernelRollout written = new KernelRollout();
    written.setMetadata(asked.getMetadata());
    written.setSpec(asked.getSpec());
    written.setStatus(status);
    client.resource(written).updateStatus();
  }

  /** With the resourceVersion that was read, the API server refuses if somebody wrote since. */
  private void writeFinalizers(KernelRollout asked, List<String> finalizers) {
    String patch =
        client
            .getKubernetesSerialization()
            .asJson(
                Map.of(
                    "metadata",
                    Map.of(
                        "resourceVersion",
                        asked.getMetadata().getResourceVersion(),
                        "finalizers",
                        finalizers)));
    client
        .resources(KernelRollout.class)
        .withName(asked.getMetadata().getName())
        .patch(MERGE, patch);
  }

  private static boolean hasFinalizer(KernelRollout asked) {
    return asked.getMetadata().getFinalizers().contains(FINALIZER);
  }

  private static List<String> with(List<String> finalizers) {
    List<String> all = new ArrayList<>(finalizers);
    all.add(FINALIZER);
    return all;
  }

  private static List<String> without(List<String> finalizers) {
    return finalizers.stream().filter(one -> !one.equals(FINALIZER)).toList();
  }

  /** What ended is not looked at again until its spec changes. */
  private static boolean isDone(KernelRollout asked) {
    KernelRolloutStatus status = asked.getStatus();
    return status != null
        && status.finishedAt() != null
        && Objects.equals(status.observedGeneration(), asked.getMetadata().getGeneration());
  }

  private static String reference(KernelRollout asked) {
    return "kernelrollout/" + asked.getMetadata().getUid() + "/";
  }

  private static String reference(KernelRollout asked, long generation) {
    return reference(asked) + generation;
  }

  private static long generation(KernelRollout asked) {
    return asked.getMetadata().getGeneration();
  }

  private static String word(String code) {
    StringBuilder word = new StringBuilder();
    for (String part : code.split("-", -1)) {
      word.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
    }
    return word.toString();
  }
}
