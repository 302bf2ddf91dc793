package io.fleetfoot.agent.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.preflight.Refusal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes what the agent says; what is absent is left out. */
public final class ProtocolWriter {
  private static final int LONGEST_TEXT = 1000;

  private ProtocolWriter() {}

  /** Writes the body of {@code POST /agent/v1/register}. */
  public static JsonObject registration(
      String joinToken, String publicKey, Map<String, String> labels, HostDescription facts) {
    var written = new JsonObject();
    written.addProperty("joinToken", joinToken);
    written.addProperty("publicKey", publicKey);
    var labelled = new JsonObject();
    new TreeMap<>(labels).forEach(labelled::addProperty);
    written.add("labels", labelled);
    written.add("facts", facts(facts));
    return written;
  }

  /** Writes the body of {@code POST /agent/v1/reports}. */
  public static JsonObject report(Report report) {
    // Java 17 has no pattern switch: the sealed interface is walked by hand
    if (report instanceof Report.Staged staged) {
      return staged(staged);
    }
    if (report instanceof Report.Refused refused) {
      return refused(refused);
    }
    if (report instanceof Report.Executing executing) {
      return executing(executing);
    }
    if (report instanceof Report.Failed failed) {
      return failed(failed);
    }
    if (report instanceof Report.Checked checked) {
      return checked(checked);
    }
    return booted((Report.Booted) report);
  }

  private static JsonObject staged(Report.Staged staged) {
    JsonObject written = kind("staged");
    written.addProperty("rebootId", staged.rebootId());
    written.addProperty("bootId", staged.bootId());
    written.addProperty("method", staged.method());
    written.add("phases", phases(staged.phases()));
    return written;
  }

  private static JsonObject refused(Report.Refused refused) {
    JsonObject written = kind("refused");
    written.addProperty("rebootId", refused.rebootId());
    refused.execId().ifPresent(execId -> written.addProperty("execId", execId));
    written.addProperty("bootId", refused.bootId());
    written.addProperty("step", refused.step());
    written.add("refusals", refusals(refused.refusals()));
    return written;
  }

  private static JsonObject executing(Report.Executing executing) {
    JsonObject written = kind("executing");
    written.addProperty("rebootId", executing.rebootId());
    written.addProperty("execId", executing.execId());
    written.addProperty("bootId", executing.bootId());
    written.addProperty("method", executing.method());
    written.add("phases", phases(executing.phases()));
    return written;
  }

  private static JsonObject failed(Report.Failed failed) {
    JsonObject written = kind("failed");
    written.addProperty("rebootId", failed.rebootId());
    failed.execId().ifPresent(execId -> written.addProperty("execId", execId));
    written.addProperty("bootId", failed.bootId());
    written.addProperty("step", failed.step());
    written.addProperty("reason", failed.reason());
    return written;
  }

  private static JsonObject booted(Report.Booted booted) {
    JsonObject written = kind("booted");
    booted
        .execution()
        .ifPresent(
            execution -> {
              written.addProperty("rebootId", execution.rebootId());
              written.addProperty("execId", execution.execId());
              written.addProperty("method", execution.method());
            });
    written.add("phases", phases(booted.phases()));
    written.add("facts", facts(booted.facts()));
    return written;
  }

  private static JsonObject checked(Report.Checked checked) {
    JsonObject written = kind("checked");
    var findings = new JsonArray();
    for (Finding finding : checked.findings()) {
      var one = new JsonObject();
      one.addProperty("check", finding.check());
      one.addProperty("severity", finding.severity().word());
      one.addProperty("found", cut(finding.found()));
      one.addProperty("wanted", cut(finding.wanted()));
      one.addProperty("remedy", cut(finding.remedy()));
      findings.add(one);
    }
    written.add("findings", findings);
    return written;
  }

  /** A device may have any name; the service takes no text that is longer. */
  private static String cut(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
  }

  private static JsonObject kind(String kind) {
    var written = new JsonObject();
    written.addProperty("kind", kind);
    return written;
  }

  /** Writes phases; the journal keeps them in the same form. */
  public static JsonArray phases(List<Report.Phase> phases) {
    var written = new JsonArray();
    for (Report.Phase phase : phases) {
      var one = new JsonObject();
      one.addProperty("name", phase.name());
      one.add("seconds", new JsonPrimitive(seconds(phase.seconds())));
      one.addProperty("quality", phase.quality());
      phase.source().ifPresent(source -> one.addProperty("source", source));
      written.add(one);
    }
    return written;
  }

  private static BigDecimal seconds(double seconds) {
    var rounded = BigDecimal.valueOf(seconds).setScale(9, RoundingMode.HALF_UP);
    return new BigDecimal(rounded.stripTrailingZeros().toPlainString());
  }

  private static JsonArray refusals(List<Refusal> refusals) {
    var written = new JsonArray();
    for (Refusal refusal : refusals) {
      var one = new JsonObject();
      one.addProperty("check", refusal.check());
      one.addProperty("found", refusal.found());
      one.addProperty("wanted", refusal.wanted());
      one.addProperty("remedy", refusal.remedy());
      written.add(one);
    }
    return written;
  }

  private static JsonObject facts(HostDescription facts) {
    var written = new JsonObject();
    written.addProperty("hostname", facts.hostname());
    written.addProperty("machineId", facts.machineId());
    written.addProperty("bootId", facts.bootId());
    written.addProperty("kernelRelease", facts.kernelRelease());
    written.addProperty("commandLine", facts.commandLine());
    written.addProperty("architecture", facts.architecture());
    written.addProperty("memoryBytes", facts.memoryBytes());
    var regions = new JsonArray();
    for (HostDescription.Region region : facts.reservedRegions()) {
      var one = new JsonObject();
      one.addProperty("name", region.name());
      one.addProperty("start", "0x" + Long.toHexString(region.start()));
      one.addProperty("end", "0x" + Long.toHexString(region.end()));
      regions.add(one);
    }
    written.add("reservedRegions", regions);
    written.addProperty("agentVersion", facts.agentVersion());
    return written;
  }
}
