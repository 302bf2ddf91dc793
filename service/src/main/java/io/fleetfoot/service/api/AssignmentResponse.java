package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.reboot.ExecToken;
import io.fleetfoot.service.scheduler.Assignment;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the service asks of an agent; which fields are there depends on the kind. */
record AssignmentResponse(
    String kind,
    @Nullable UUID rebootId,
    @Nullable TokenJson execToken,
    @Nullable Image kernelImage,
    @Nullable CommitJson commit) {

  /** A kernel image: all that an agent believes of it stands in the signed manifest. */
  record Image(UUID id, @Nullable EnvelopeJson manifest) {

    static Image of(KernelImage image) {
      return new Image(image.id().value(), image.manifest().map(EnvelopeJson::of).orElse(null));
    }
  }

  /** The reboot by which the running boot is proven. */
  record CommitJson(UUID rebootId, String release) {

    static CommitJson of(Assignment.Commit commit) {
      return new CommitJson(commit.reboot().value(), commit.release());
    }
  }

  /** What an admitted host may do once. */
  record TokenJson(String execId, UUID hostId, String bootId, String manifestSha256) {

    static TokenJson of(ExecToken token) {
      return new TokenJson(
          token.execId().value(), token.host().value(), token.bootId(), token.manifest().hex());
    }
  }

  static AssignmentResponse of(Assignment assignment) {
    if (assignment instanceof Assignment.Stage stage) {
      return new AssignmentResponse(
          "stage", stage.reboot().value(), null, Image.of(stage.kernelImage()), null);
    } else if (assignment instanceof Assignment.Execute execute) {
      return new AssignmentResponse(
          "execute",
          execute.reboot().value(),
          TokenJson.of(execute.token()),
          Image.of(execute.kernelImage()),
          null);
    }
    return new AssignmentResponse("idle", null, null, null, commit(assignment));
  }

  private static @Nullable CommitJson commit(Assignment assignment) {
    return assignment instanceof Assignment.Idle idle && idle.commit() != null
        ? CommitJson.of(idle.commit())
        : null;
  }
}
