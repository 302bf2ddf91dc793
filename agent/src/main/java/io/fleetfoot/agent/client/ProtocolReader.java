package io.fleetfoot.agent.client;

import io.fleetfoot.agent.json.JsonFields;
import io.fleetfoot.agent.json.MalformedMessageException;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.LoadPolicy;
import io.fleetfoot.agent.kexec.Verification;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what the service says; unknown fields are ignored, missing and wrong ones are named. */
public final class ProtocolReader {
  private ProtocolReader() {}

  /** Reads the answer to {@code GET /agent/v1/assignment}. */
  public static Assignment assignment(String json) {
    JsonFields fields = JsonFields.parse("assignment", json);
    return switch (fields.text("kind")) {
      case "idle" -> new Assignment.Idle(commit(fields));
      case "stage" ->
          new Assignment.Stage(fields.text("rebootId"), kernelImage(fields), policy(fields));
      case "execute" ->
          new Assignment.Execute(
              fields.text("rebootId"),
              execToken(fields.object("execToken"), fields.has("kernelImage")),
              kernelImage(fields),
              policy(fields));
      default -> throw fields.refuse("kind", "idle, stage or execute");
    };
  }

  private static Optional<Assignment.Commit> commit(JsonFields idle) {
    if (!idle.has("commit")) {
      return Optional.empty();
    }
    JsonFields commit = idle.object("commit");
    return Optional.of(new Assignment.Commit(commit.text("rebootId"), commit.text("release")));
  }

  /** Reads the answer to {@code POST /agent/v1/register}. */
  public static Identity identity(String json) {
    JsonFields fields = JsonFields.parse("identity", json);
    return new Identity(fields.text("hostId"));
  }

  /** Reads a problem detail, of which nothing may be there. */
  public static Problem problem(int status, String body) {
    try {
      JsonFields problem = JsonFields.parse("problem", body);
      return new Problem(problem.text("code"), problem.optionalText("detail"));
    } catch (MalformedMessageException e) {
      return new Problem("HTTP status " + status, Optional.empty());
    }
  }

  /** Reads phases as {@link ProtocolWriter#phases} writes them. */
  public static List<Report.Phase> phases(JsonFields fields, String name) {
    return fields.objects(name).stream()
        .map(
            phase ->
                new Report.Phase(
                    phase.text("name"),
                    phase.decimal("seconds"),
                    phase.text("quality"),
                    phase.optionalText("source")))
        .toList();
  }

  private static String execId(JsonFields fields) {
    String execId = fields.text("execId");
    if (!execId.matches("[A-Za-z0-9-]{1,32}")) {
      throw fields.refuse("execId", "1 to 32 letters, digits and hyphens");
    }
    return execId;
  }

  private static ExecToken execToken(JsonFields fields, boolean ofKernelImage) {
    return new ExecToken(
        execId(fields),
        fields.text("hostId"),
        fields.text("bootId"),
        ofKernelImage ? Optional.of(fields.text("manifestSha256")) : Optional.empty());
  }

  /** Reads the kernel image, which may be absent only where the firmware is to boot. */
  private static Optional<KernelImageOffer> kernelImage(JsonFields assignment) {
    boolean plain = policy(assignment).methods().equals(Set.of(LoadMethod.FIRMWARE));
    if (plain && !assignment.has("kernelImage")) {
      return Optional.empty();
    }
    JsonFields fields = assignment.object("kernelImage");
    return Optional.of(new KernelImageOffer(fields.text("id"), fields.json("manifest")));
  }

  private static LoadPolicy policy(JsonFields assignment) {
    if (!assignment.has("policy")) {
      return LoadPolicy.DEFAULT;
    }
    JsonFields fields = assignment.object("policy");
    // a newer service may name a method that this agent does not have: it is not among its choices
    Set<LoadMethod> methods =
        fields.texts("methods").stream()
            .flatMap(name -> LoadMethod.ofWireName(name).stream())
            .collect(Collectors.toSet());
    if (methods.isEmpty()) {
      throw fields.refuse("methods", "one or more of " + wireNames());
    }
    Verification verification =
        Verification.ofWireName(fields.optionalText("verification").orElse("kcore"))
            .orElseThrow(() -> fields.refuse("verification", "kcore, purgatory or none"));
    return new LoadPolicy(methods, verification);
  }

  private static String wireNames() {
    return Stream.of(LoadMethod.values())
        .map(LoadMethod::wireName)
        .collect(Collectors.joining(", "));
  }
}
