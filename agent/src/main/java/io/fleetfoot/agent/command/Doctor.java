package io.fleetfoot.agent.command;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.preflight.Fitness;
import io.fleetfoot.agent.preflight.MethodFitness;
import io.fleetfoot.agent.preflight.Refusal;
import io.fleetfoot.agent.preflight.Severity;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says whether this host can be rebooted by kexec, and if not what to do. */
final class Doctor implements Commands.Command {
  private static final String USAGE =
      """
      Usage: fleetfoot-agent doctor [--json] [--config FILE]

      Looks at this host as the agent does before a reboot, changes nothing, and asks no service.
      Run it as root: only root sees addresses in /proc/iomem.

        --json    prints JSON instead of a table
        --config  the agent's properties file (/etc/fleetfoot/agent.properties, if it is there)

      A result is ok, warn (you should know), refuse (no method of kexec is left, because of this) or
      unknown (the host does not say). A check that rules out methods says which it closes.

      It ends with the methods by which this host can be rebooted now, the best first, as the agent
      chooses among them: under the default policy, which verifies by kcore, and before a kernel image
      is known, which may rule out others. The status is 1 if no method of kexec is left.
      """;

  private final Function<Optional<Path>, Fitness> examine;

  Doctor(Function<Optional<Path>, Fitness> examine) {
    this.examine = examine;
  }

  @Override
  public String usage() {
    return USAGE;
  }

  @Override
  public void run(List<String> arguments, PrintStream out) {
    Options options =
        Options.parse(arguments, Set.of("--config"), Set.of("--json")).withoutArguments();
    Fitness fitness = examine.apply(options.optionalPath("--config"));
    out.print(options.flag("--json") ? json(fitness) : table(fitness));
    if (!fitness.byKexec()) {
      long refusals = count(fitness.findings(), Severity.REFUSE);
      throw new CommandException(
          "%s: the agent does not reboot this host by kexec%s"
              .formatted(
                  refusals == 1 ? "1 check refuses" : refusals + " checks refuse",
                  fitness.byFirmware() ? "; by the firmware it can" : ""));
    }
  }

  private static String table(Fitness fitness) {
    List<Finding> findings = fitness.findings();
    int width = findings.stream().mapToInt(finding -> finding.check().length()).max().orElse(0);
    String row = "%-" + width + "s  %-7s  %s%n";
    String more = " ".repeat(width + 11) + "%s%n";
    StringBuilder table = new StringBuilder(row.formatted("CHECK", "RESULT", "FOUND"));
    for (Finding finding : findings) {
      table.append(row.formatted(finding.check(), finding.severity().word(), finding.found()));
      if (finding.severity() != Severity.OK) {
        table.append(more.formatted("wanted: " + finding.wanted()));
        table.append(more.formatted("do: " + finding.remedy()));
      }
      if (!finding.closes().isEmpty()) {
        table.append(more.formatted("closes: " + String.join(", ", finding.closes())));
      }
    }
    table.append(
        "%n%d ok, %d warn, %d refuse, %d unknown%n%n"
            .formatted(
                count(findings, Severity.OK),
                count(findings, Severity.WARN),
                count(findings, Severity.REFUSE),
                count(findings, Severity.UNKNOWN)));
    table.append("METHOD    NOW  WHY NOT%n".formatted());
    fitness.methods().forEach(method -> table.append(row(method, findings)));
    return table.toString();
  }

  private static String row(MethodFitness method, List<Finding> findings) {
    String why =
        method.against().stream()
            .map(refusal -> because(refusal, findings))
            .distinct()
            .collect(Collectors.joining(", "));
    return "%-8s  %-3s  %s"
            .formatted(
                method.name(),
                method.goes() ? "yes" : "no",
                why + (instead(method) ? "; yes where the policy verifies by purgatory" : ""))
            .stripTrailing()
        + System.lineSeparator();
  }

  /** A check that is not in the table is told in full. */
  private static String because(Refusal refusal, List<Finding> findings) {
    boolean shown =
        findings.stream()
            .anyMatch(
                finding ->
                    finding.check().equals(refusal.check()) && finding.severity() != Severity.OK);
    return shown ? refusal.check() : "%s (%s)".formatted(refusal.check(), refusal.found());
  }

  private static boolean instead(MethodFitness method) {
    return !method.goes() && method.byPurgatory();
  }

  private static String json(Fitness fitness) {
    JsonArray checks = new JsonArray();
    for (Finding finding : fitness.findings()) {
      JsonObject check = json(finding.refusal());
      check.addProperty("severity", finding.severity().word());
      JsonArray closes = new JsonArray();
      finding.closes().forEach(closes::add);
      check.add("closes", closes);
      checks.add(check);
    }
    JsonArray methods = new JsonArray();
    for (MethodFitness method : fitness.methods()) {
      JsonArray closedBy = new JsonArray();
      method.against().forEach(refusal -> closedBy.add(json(refusal)));
      JsonObject one = new JsonObject();
      one.addProperty("method", method.name());
      one.addProperty("possible", method.goes());
      one.addProperty("possibleByPurgatory", method.byPurgatory());
      one.add("closedBy", closedBy);
      methods.add(one);
    }
    JsonObject result = new JsonObject();
    result.addProperty("fit", fitness.byKexec());
    result.add("checks", checks);
    result.add("methods", methods);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(result)
        + "\n";
  }

  private static JsonObject json(Refusal refusal) {
    JsonObject check = new JsonObject();
    check.addProperty("id", refusal.check());
    check.addProperty("found", refusal.found());
    check.addProperty("wanted", refusal.wanted());
    check.addProperty("remedy", refusal.remedy());
    return check;
  }

  private static long count(List<Finding> findings, Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }
}
