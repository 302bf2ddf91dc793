package io.fleetfoot.agent.bootmenu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Debian's kexec-tools, which turn every plain reboot into a kexec of an installed kernel: when the
 * host goes down, {@code /etc/init.d/kexec-load} loads what {@code /etc/default/kexec} names.
 */
public final class KexecTools {
  private static final String SCRIPT = "/etc/init.d/kexec-load";
  private static final String SETTINGS = "/etc/default/kexec";
  private static final Pattern LOAD_KEXEC =
      Pattern.compile("(?m)^[ \\t]*LOAD_KEXEC=[\"']?([^\"'#\\s]*)");

  private KexecTools() {}

  /** Returns the setting by which a plain reboot does not reach the firmware, if it is so. */
  public static Optional<String> takingReboots(FileTree tree) {
    if (!tree.exists(SCRIPT)) {
      return Optional.empty();
    }
    List<String> settings = new ArrayList<>(List.of(SETTINGS));
    // read after the file, in this order, as run-parts does
    tree.names(SETTINGS + ".d").forEach(name -> settings.add(SETTINGS + ".d/" + name));
    Optional<String> taking = Optional.empty();
    for (String path : settings) {
      Matcher set = LOAD_KEXEC.matcher(tree.text(path).orElse(""));
      while (set.find()) {
        taking =
            set.group(1).equals("true")
                ? Optional.of("LOAD_KEXEC=true in " + path)
                : Optional.empty();
      }
    }
    return taking;
  }
}
