package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.Blob;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.scheduler.Assignment;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the service asks of an agent; which fields are there depends on the kind. */
record AssignmentResponse(
    String kind, @Nullable UUID rebootId, @Nullable String execId, @Nullable Image kernelImage) {

  /** What the agent needs to know of a kernel image. */
  record Image(
      UUID id, String release, String architecture, String commandLine, File kernel, File initrd) {

    static Image of(KernelImage image) {
      return new Image(
          image.id().value(),
          image.release().value(),
          image.architecture(),
          image.commandLine(),
          File.of(image.kernel()),
          File.of(image.initrd()));
    }
  }

  /** A file by its digest, with its size in bytes. */
  record File(String sha256, long size) {

    static File of(Blob blob) {
      return new File(blob.sha256().hex(), blob.size());
    }
  }

  static AssignmentResponse of(Assignment assignment) {
    if (assignment instanceof Assignment.Stage stage) {
      return new AssignmentResponse(
          "stage", stage.reboot().value(), null, Image.of(stage.kernelImage()));
    } else if (assignment instanceof Assignment.Execute execute) {
      return new AssignmentResponse(
          "execute",
          execute.reboot().value(),
          execute.execId().value(),
          Image.of(execute.kernelImage()));
    }
    return new AssignmentResponse("idle", null, null, null);
  }
}
