package io.fleetfoot.agent.lab;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the ticks of a hop went, by the lab kernel's time stamps.
 *
 * @param relocation from machine_kexec() to the end of the copying
 * @param launcher from there to the next kernel's first entry: purgatory or launcher
 * @param decompression from the bzImage's entry to startup_64, 0 if a vmlinux was entered
 * @param head from startup_64 to start_kernel()
 * @param megahertz the frequency of the counter as the next kernel knows it
 */
record KexecStamps(
    long relocation, long launcher, long decompression, long head, double megahertz) {

  /**
   * Reads what a boot says of itself: {@code boot N mhz F name ticks name ticks …}; empty if the
   * kernel was not entered by kexec.
   */
  static Optional<KexecStamps> parse(String said) {
    Map<String, String> words = new HashMap<>();
    String[] parts = said.strip().split(" ");
    for (int i = 0; i + 1 < parts.length; i += 2) {
      words.put(parts[i], parts[i + 1]);
    }
    if (!words.containsKey("machine_kexec") || !words.containsKey("relocated")) {
      return Optional.empty();
    }
    long left = ticks(words, "machine_kexec");
    long relocated = ticks(words, "relocated");
    long head = ticks(words, "startup_64");
    long entered = words.containsKey("bzimage") ? ticks(words, "bzimage") : head;
    long started = ticks(words, "start_kernel");
    if (!(left < relocated && relocated <= entered && entered <= head && head < started)) {
      throw new LabException("found stamps that run backwards: " + said);
    }
    return Optional.of(
        new KexecStamps(
            relocated - left,
            entered - relocated,
            head - entered,
            started - head,
            Double.parseDouble(words.get("mhz"))));
  }

  private static long ticks(Map<String, String> words, String name) {
    String value = words.get(name);
    if (value == null) {
      throw new LabException("found no stamp " + name + " among " + words);
    }
    return Long.parseLong(value);
  }

  /** Returns the blackout: from machine_kexec() to start_kernel(). */
  long total() {
    return relocation + launcher + decompression + head;
  }

  /** Returns the blackout in milliseconds. */
  double milliseconds() {
    return total() / (megahertz * 1000);
  }
}
