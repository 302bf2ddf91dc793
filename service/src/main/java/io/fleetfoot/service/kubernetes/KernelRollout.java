package io.fleetfoot.service.kubernetes;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** The object by which a cluster's operators ask for a rollout over nodes. */
@Group(KernelRollout.GROUP)
@Version("v1alpha1")
public class KernelRollout extends CustomResource<KernelRolloutSpec, KernelRolloutStatus> {

  /** The group of all that is ours in a cluster. */
  public static final String GROUP = "fleetfoot.io";

  private static final long serialVersionUID = 1;

  @Override
  protected KernelRolloutSpec initSpec() {
    return KernelRolloutSpec.empty();
  }

  @Override
  protected KernelRolloutStatus initStatus() {
    return KernelRolloutStatus.empty();
  }
}
