package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.Sha256;
import io.fleetfoot.service.reboot.ExecToken;
import io.fleetfoot.service.reboot.LoadPolicy;
import io.fleetfoot.service.scheduler.Assignment;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the service asks of an agent; which fields are there depends on the kind. */
record AssignmentResponse(
    String kind,
    @Nullable UUID rebootId,
    @Nullable TokenJson execToken,
    @Nullable Image kernelImage,
    @Nullable PolicyJson policy,
    @Nullable CommitJson commit) {

  /** A kernel image: all that an agent believes of it stands in the signed manifest. */
  record Image(UUID id, @Nullable EnvelopeJson manifest) {

    static @Nullable Image of(@Nullable KernelImage image) {
      return image == null
          ? null
          : new Image(image.id().value(), image.manifest().map(EnvelopeJson::of).orElse(null));
    }
  }

  /** The reboot by which the running boot is proven. */
  record CommitJson(UUID rebootId, String release) {

    static CommitJson of(Assignment.Commit commit) {
      return new CommitJson(commit.reboot().value(), commit.release());
    }
  }

  /** What an admitted host may do once. */
  record TokenJson(String execId, UUID hostId, String bootId, @Nullable String manifestSha256) {

    static TokenJson of(ExecToken token) {
      Sha256 manifest = token.manifest();
      return new TokenJson(
          token.execId().value(),
          token.host().value(),
          token.bootId(),
          manifest == null ? null : manifest.hex());
    }
  }

  /** How the host may get into the next kernel. */
  record PolicyJson(List<String> methods, String verification) {

    static PolicyJson of(LoadPolicy policy) {
      return new PolicyJson(policy.wireNames(), policy.verification().wireName());
    }
  }

  static AssignmentResponse of(Assignment assignment) {
    if (assignment instanceof Assignment.Stage stage) {
      return new AssignmentResponse(
          "stage",
          stage.reboot().value(),
          null,
          Image.of(stage.kernelImage()),
          PolicyJson.of(stage.policy()),
          null);
    } else if (assignment instanceof Assignment.Execute execute) {
      return new AssignmentResponse(
          "execute",
          execute.reboot().value(),
          TokenJson.of(execute.token()),
          Image.of(execute.kernelImage()),
          PolicyJson.of(execute.policy()),
          null);
    }
    return new AssignmentResponse("idle", null, null, null, null, commit(assignment));
  }

  private static @Nullable CommitJson commit(Assignment assignment) {
    return assignment instanceof Assignment.Idle idle && idle.commit() != null
        ? CommitJson.of(idle.commit())
        : null;
  }
}
