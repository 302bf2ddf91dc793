package io.fleetfoot.service.kubernetes.drain;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.time.Instant;

/** Pods as a drain meets them. */
final class Pods {

  private Pods() {}

  static Pod unmanaged(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName(name)
        .withUid("uid-of-" + name)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .endStatus()
        .build();
  }

  static Pod of(String kind, String owner, String name) {
    OwnerReference reference =
        new OwnerReferenceBuilder().withKind(kind).withName(owner).withController(true).build();
    return unmanaged(name)
        .edit()
        .editMetadata()
        .withOwnerReferences(reference)
        .endMetadata()
        .build();
  }

  static Pod replicated(String name) {
    return of("ReplicaSet", "web-5d4f", name);
  }

  static Pod withEmptyDir(Pod pod) {
    return pod.edit()
        .editSpec()
        .withVolumes(
            new VolumeBuilder().withName("scratch").withNewEmptyDir().endEmptyDir().build())
        .endSpec()
        .build();
  }

  static Pod in(String phase, Pod pod) {
    return pod.edit().editStatus().withPhase(phase).endStatus().build();
  }

  static Pod mirror(Pod pod) {
    return pod.edit()
        .editMetadata()
        .addToAnnotations("kubernetes.io/config.mirror", "3c1f")
        .endMetadata()
        .build();
  }

  static Pod deleted(Pod pod, Instant at) {
    return pod.edit().editMetadata().withDeletionTimestamp(at.toString()).endMetadata().build();
  }
}
