package io.fleetfoot.agent.loop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The exec ids that were ever used on this host, the newest last; they survive every reboot. */
final class SpentExecIds {
  private static final int KEPT = 1000;

  private final Path file;
  private final Set<String> spent;

  private SpentExecIds(Path file, Set<String> spent) {
    this.file = file;
    this.spent = spent;
  }

  static SpentExecIds open(Path stateDirectory) throws IOException {
    Files.createDirectories(stateDirectory);
    Path file = stateDirectory.resolve("spent-exec-ids");
    return new SpentExecIds(
        file,
        new LinkedHashSet<>(
            Files.exists(file)
                ? Files.readAllLines(file, StandardCharsets.UTF_8)
                : List.<String>of()));
  }

  boolean contains(String execId) {
    return spent.contains(execId);
  }

  /** Notes that the id is used, and returns when the disk has it. */
  void add(String execId) throws IOException {
    Set<String> next = new LinkedHashSet<>(spent);
    next.add(execId);
    List<String> kept = List.copyOf(next).subList(Math.max(0, next.size() - KEPT), next.size());
    DurableFile.write(file, String.join("\n", kept) + "\n");
    spent.clear();
    spent.addAll(kept);
  }
}
