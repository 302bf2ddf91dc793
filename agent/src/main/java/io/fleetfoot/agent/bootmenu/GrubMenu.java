package io.fleetfoot.agent.bootmenu;

import io.fleetfoot.agent.bootmenu.BootMenu.Entry;
import io.fleetfoot.agent.bootmenu.BootMenu.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The menu of a grub.cfg as grub-mkconfig writes it. */
final class GrubMenu {
  private static final Pattern DEFAULT =
      Pattern.compile("^\\s*set default=\"?([^\"\\s]*)\"?\\s*$", Pattern.MULTILINE);
  private static final Pattern OPENING =
      Pattern.compile("^\\s*(menuentry|submenu)\\s+'([^']*)'.*\\{\\s*$");
  private static final Pattern ID = Pattern.compile("\\$menuentry_id_option\\s+'([^']*)'");
  private static final Pattern KERNEL =
      Pattern.compile("^\\s*linux(?:16|efi)?\\s+\\S*/vmlinuz-(\\S+)(\\s.*)?$");
  private static final String SAVED = "${saved_entry}";

  /** A submenu that is open, or an entry whose kernel is awaited. */
  private static final class Open {
    private final boolean entry;
    private final List<String> names;
    private int children;

    Open(boolean entry, List<String> names) {
      this.entry = entry;
      this.names = names;
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  // every way to name an entry, with its release
  private final Map<String, String> named = new HashMap<>();

  private GrubMenu() {}

  static BootMenu parse(String config, Optional<String> environment) {
    GrubMenu menu = new GrubMenu();
    menu.read(config);
    String chosen = chosen(config);
    boolean saved = chosen.equals(SAVED);
    String byDefault = saved ? saved(environment).orElse("0") : chosen;
    return new BootMenu(
        Kind.GRUB, menu.entries, Optional.ofNullable(menu.named.get(byDefault)), saved);
  }

  /** Over entries whose default is the one saved, as the distributions with blscfg have it. */
  static BootMenu ofEntries(List<Entry> listed, Optional<String> environment) {
    List<Entry> entries =
        listed.stream()
            .filter(entry -> entry.id().endsWith(".conf"))
            .map(entry -> new Entry(entry.id().replaceFirst("\\.conf$", ""), entry.release()))
            .toList();
    Optional<String> byDefault =
        saved(environment)
            .flatMap(id -> entries.stream().filter(entry -> entry.id().equals(id)).findFirst())
            .map(Entry::release);
    return new BootMenu(Kind.GRUB_ENTRIES, entries, byDefault, true);
  }

  /** Returns what the configuration sets when no next_entry is there; 0 when it sets nothing. */
  private static String chosen(String config) {
    String chosen = "0";
    Matcher matcher = DEFAULT.matcher(config);
    while (matcher.find()) {
      if (!matcher.group(1).contains("next_entry")) {
        chosen = matcher.group(1);
      }
    }
    return chosen;
  }

  private static Optional<String> saved(Optional<String> environment) {
    return environment.stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("saved_entry="))
        .map(line -> line.substring("saved_entry=".length()).strip())
        .filter(entry -> !entry.isEmpty())
        .findFirst();
  }

  private void read(String config) {
    Deque<Open> open = new ArrayDeque<>();
    open.push(new Open(false, List.of("")));
    int nested = 0;
    for (String line : config.lines().toList()) {
      Matcher opening = OPENING.matcher(line);
      if (opening.matches()) {
        Open parent = open.element();
        List<String> names = names(parent, opening.group(2), line);
        open.push(new Open(opening.group(1).equals("menuentry"), names));
      } else if (line.strip().endsWith("{")) {
        nested++;
      } else if (line.strip().equals("}") && nested > 0) {
        nested--;
      } else if (line.strip().equals("}") && open.size() > 1) {
        open.pop();
      } else if (open.element().entry) {
        kernel(open.element(), line);
      }
    }
  }

  /** Returns the names of a child, the best first: by ids, by titles, by numbers, and mixed. */
  private static List<String> names(Open parent, String title, String line) {
    Matcher id = ID.matcher(line);
    List<String> own = new ArrayList<>();
    if (id.find()) {
      own.add(id.group(1));
    }
    own.add(title);
    own.add(String.valueOf(parent.children));
    parent.children++;
    List<String> names = new ArrayList<>();
    for (String above : parent.names) {
      for (String name : own) {
        names.add(above.isEmpty() ? name : above + ">" + name);
      }
    }
    return names;
  }

  private void kernel(Open entry, String line) {
    Matcher kernel = KERNEL.matcher(line);
    if (kernel.matches() && !named.containsKey(entry.names.get(0))) {
      String release = kernel.group(1);
      entries.add(new Entry(entry.names.get(0), release));
      entry.names.forEach(name -> named.putIfAbsent(name, release));
    }
  }
}
