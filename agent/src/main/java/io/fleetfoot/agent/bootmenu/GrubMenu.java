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
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The menu of a grub.cfg as grub-mkconfig writes it. */
final class GrubMenu {
  private static final List<String> DIRECTORIES = List.of("/boot/grub", "/boot/grub2");
  private static final Pattern BLSCFG = Pattern.compile("^\\s*blscfg\\b", Pattern.MULTILINE);
  private static final Set<String> LINUX = Set.of("linux", "linux16", "linuxefi");
  private static final Set<String> WITH_VALUE =
      Set.of("--class", "--users", "--hotkey", "--source");
  private static final Set<String> ID = Set.of("--id", "$menuentry_id_option");
  private static final String SAVED = "${saved_entry}";

  /** A submenu that is open, or an entry whose kernel is awaited. */
  private static final class Open {
    private final boolean entry;
    private final boolean named;
    private final List<String> names;
    private int children;

    Open(boolean entry, boolean named, List<String> names) {
      this.entry = entry;
      this.named = named;
      this.names = names;
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  // every way to name an entry, with its release
  private final Map<String, String> named = new HashMap<>();

  private GrubMenu() {}

  /** Reads the menu where GRUB is, and is not just installed. */
  static Optional<BootMenu> read(FileTree tree) {
    List<Entry> listed = LoaderEntries.ofGrub(tree);
    for (String directory : DIRECTORIES) {
      Optional<String> config = tree.text(directory + "/grub.cfg");
      if (config.isPresent()) {
        return Optional.of(
            BLSCFG.matcher(config.get()).find() && !listed.isEmpty()
                ? ofEntries(tree, directory, listed, config.get().contains("next_entry"))
                : parse(tree, directory, config.get()));
      }
    }
    // RHEL 8 has its grub.cfg in the EFI partition, under the vendor's name
    return listed.isEmpty() || !tree.exists("/boot/grub2/grubenv")
        ? Optional.empty()
        : Optional.of(ofEntries(tree, "/boot/grub2", listed, true));
  }

  private static BootMenu parse(FileTree tree, String directory, String config) {
    Optional<String> environment = tree.text(directory + "/grubenv");
    GrubMenu menu = new GrubMenu();
    menu.read(config);
    String chosen = chosen(config);
    boolean saved = chosen.equals(SAVED);
    String byDefault = saved ? saved(environment).orElse("0") : chosen;
    return new BootMenu(
        Kind.GRUB,
        Optional.of(directory),
        menu.entries,
        Optional.ofNullable(menu.named.get(byDefault)),
        saved,
        environment.isPresent() && config.contains("next_entry"));
  }

  /** Over entries whose default is the one saved, as the distributions with blscfg have it. */
  private static BootMenu ofEntries(
      FileTree tree, String directory, List<Entry> listed, boolean asks) {
    Optional<String> environment = tree.text(directory + "/grubenv");
    Optional<String> byDefault =
        saved(environment)
            .flatMap(id -> listed.stream().filter(entry -> entry.id().equals(id)).findFirst())
            .map(Entry::release);
    return new BootMenu(
        Kind.GRUB_ENTRIES,
        Optional.of(directory),
        listed,
        byDefault,
        true,
        environment.isPresent() && asks);
  }

  /** Returns what the configuration sets when no next_entry is there; 0 when it sets nothing. */
  private static String chosen(String config) {
    return config
        .lines()
        .map(GrubWords::of)
        .filter(words -> words.size() == 2 && words.get(0).equals("set"))
        .map(words -> words.get(1))
        .filter(word -> word.startsWith("default=") && !word.contains("next_entry"))
        .map(word -> word.substring("default=".length()))
        .reduce("0", (first, last) -> last);
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
    open.push(new Open(false, true, List.of("")));
    int nested = 0;
    for (List<String> words : config.lines().map(GrubWords::of).toList()) {
      String first = words.isEmpty() ? "" : words.get(0);
      boolean opens = !words.isEmpty() && words.get(words.size() - 1).endsWith("{");
      if (opens && (first.equals("menuentry") || first.equals("submenu"))) {
        open.push(child(open.element(), words));
      } else if (opens) {
        nested++;
      } else if (words.equals(List.of("}")) && nested > 0) {
        nested--;
      } else if (words.equals(List.of("}")) && open.size() > 1) {
        open.pop();
      } else if (open.element().entry && LINUX.contains(first) && words.size() > 1) {
        kernel(open.element(), words);
      }
    }
  }

  /** Opens a child with its names, the best first: by ids, by titles, by numbers, and mixed. */
  private static Open child(Open parent, List<String> words) {
    List<String> own = new ArrayList<>(ownNames(words));
    boolean named = parent.named && !own.isEmpty();
    own.add(String.valueOf(parent.children));
    parent.children++;
    List<String> names = new ArrayList<>();
    for (String above : parent.names) {
      for (String name : own) {
        names.add(above.isEmpty() ? name : above + ">" + name);
      }
    }
    return new Open(words.get(0).equals("menuentry"), named, names);
  }

  private static List<String> ownNames(List<String> words) {
    List<String> ids = new ArrayList<>();
    List<String> titles = new ArrayList<>();
    for (int i = 1; i < words.size() - 1; i++) {
      String word = words.get(i);
      if (ID.contains(word)) {
        ids.add(words.get(++i));
      } else if (WITH_VALUE.contains(word)) {
        i++;
      } else if (!word.startsWith("--")) {
        titles.add(word);
      }
    }
    // a > of its own is doubled (GRUB manual, "default"); digits are taken for a number
    return Stream.concat(ids.stream(), titles.stream().limit(1))
        .map(name -> name.replace(">", ">>"))
        .filter(name -> !name.matches("\\s*[0-9].*"))
        .toList();
  }

  private void kernel(Open entry, List<String> words) {
    String id = entry.names.get(0);
    KernelLine.release(words.get(1))
        .filter(release -> !named.containsKey(id))
        .ifPresent(
            release -> {
              String parameters = String.join(" ", words.subList(2, words.size()));
              if (entry.named && !KernelLine.isRescue(parameters) && !isOfAnotherSystem(id)) {
                entries.add(new Entry(id, release));
              }
              entry.names.forEach(name -> named.putIfAbsent(name, release));
            });
  }

  /** What os-prober has found on other partitions: 30_os-prober. */
  private static boolean isOfAnotherSystem(String id) {
    return id.contains("osprober-");
  }
}
