package io.fleetfoot.agent.command;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.preflight.Severity;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Says whether this host can be rebooted by kexec, and if not what to do. */
final class Doctor implements Commands.Command {
  private static final String USAGE =
      """
      Usage: fleetfoot-agent doctor [--json] [--config FILE]

      Looks at this host as the agent does before a reboot, changes nothing, and asks no service.
      Run it as root: only root sees addresses in /proc/iomem. The status is 1 if a check refuses.

        --json    prints JSON instead of a table
        --config  the agent's properties file (/etc/fleetfoot/agent.properties, if it is there)

      A result is ok, warn (the agent reboots the host, and you should know), refuse (it does not)
      or unknown (the host does not say).
      """;

  private final Function<Optional<Path>, List<Finding>> examine;

  Doctor(Function<Optional<Path>, List<Finding>> examine) {
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
    List<Finding> findings = examine.apply(options.optionalPath("--config"));
    out.print(options.flag("--json") ? json(findings) : table(findings));
    long refusals = count(findings, Severity.REFUSE);
    if (refusals > 0) {
      throw new CommandException(
          refusals == 1
              ? "1 check refuses: the agent does not reboot this host by kexec"
              : refusals + " checks refuse: the agent does not reboot this host by kexec");
    }
  }

  private static String table(List<Finding> findings) {
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
    }
    return table
        .append(
            "%n%d ok, %d warn, %d refuse, %d unknown%n"
                .formatted(
                    count(findings, Severity.OK),
                    count(findings, Severity.WARN),
                    count(findings, Severity.REFUSE),
                    count(findings, Severity.UNKNOWN)))
        .toString();
  }

  private static String json(List<Finding> findings) {
    JsonArray checks = new JsonArray();
    for (Finding finding : findings) {
      JsonObject check = new JsonObject();
      check.addProperty("id", finding.check());
      check.addProperty("severity", finding.severity().word());
      check.addProperty("found", finding.found());
      check.addProperty("wanted", finding.wanted());
      check.addProperty("remedy", finding.remedy());
      checks.add(check);
    }
    JsonObject result = new JsonObject();
    result.addProperty("fit", count(findings, Severity.REFUSE) == 0);
    result.add("checks", checks);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(result)
        + "\n";
  }

  private static long count(List<Finding> findings, Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }
}
