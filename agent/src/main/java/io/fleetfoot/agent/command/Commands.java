package io.fleetfoot.agent.command;

import io.fleetfoot.agent.file.NamedFile;
import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.reserve.BootFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The commands besides {@code run}, by their one or two words. */
public final class Commands {
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, Command> commands = new TreeMap<>();

  /** One command. */
  interface Command {

    /** Returns how it is called, for people. */
    String usage();

    /**
     * Does it.
     *
     * @throws WrongUseException if it was called wrongly
     * @throws CommandException if it cannot be done
     */
    void run(List<String> arguments, PrintStream out) throws IOException;
  }

  /** Makes the commands, which print to these streams. */
  public Commands(PrintStream out, PrintStream err, InstantSource clock, SecureRandom random) {
    this.out = out;
    this.err = err;
    commands.put("keys generate", new KeysGenerate(random));
    commands.put("image sign", new ImageSign(clock, err));
    commands.put("image join", new ImageJoin());
    commands.put("image unpack", new ImageUnpack());
    commands.put("image verify", new ImageVerify(clock));
  }

  /**
   * Adds the commands that look at the host or change it.
   *
   * @param examine what every check finds, with that properties file
   * @param boots opens the boot loader's files under a root
   * @param memory the host's memory
   */
  public Commands onHost(
      Function<Optional<Path>, List<Finding>> examine,
      Function<Path, BootFiles> boots,
      HostMemory memory) {
    commands.put("doctor", new Doctor(examine));
    commands.put("reserve", new Reserve(boots, memory));
    return this;
  }

  /** Returns how each command is called, by its name. */
  public Map<String, String> usages() {
    Map<String, String> usages = new TreeMap<>();
    commands.forEach((name, command) -> usages.put(name, command.usage()));
    return usages;
  }

  /** Returns whether the first word is of one of these commands. */
  public boolean know(List<String> words) {
    return !words.isEmpty()
        && commands.keySet().stream().anyMatch(name -> firstWord(name).equals(words.get(0)));
  }

  /** Runs a command and returns the exit status: 0, 1 if it failed, 2 if it was called wrongly. */
  public int run(List<String> words) {
    int length = commands.containsKey(words.get(0)) ? 1 : Math.min(2, words.size());
    Command command = commands.get(String.join(" ", words.subList(0, length)));
    if (command == null) {
      return words.equals(List.of(words.get(0), "--help")) ? help(words.get(0)) : unknown(words);
    }
    List<String> arguments = words.subList(length, words.size());
    if (arguments.equals(List.of("--help"))) {
      out.print(command.usage());
      return 0;
    }
    return run(String.join(" ", words.subList(0, length)), command, arguments);
  }

  private int help(String firstWord) {
    out.print(
        commands.entrySet().stream()
            .filter(command -> firstWord(command.getKey()).equals(firstWord))
            .map(command -> command.getValue().usage())
            .collect(Collectors.joining("\n")));
    return 0;
  }

  private int unknown(List<String> words) {
    err.printf(
        "found %s, wanted %s%n%s",
        String.join(" ", words), String.join(", ", names(words.get(0))), pointer(words.get(0)));
    return 2;
  }

  private int run(String name, Command command, List<String> arguments) {
    try {
      command.run(arguments, out);
      return 0;
    } catch (WrongUseException e) {
      err.println(e.getMessage());
      err.print(pointer(name));
      return 2;
    } catch (CommandException e) {
      err.println(e.getMessage());
      return 1;
    } catch (IOException e) {
      err.println(NamedFile.words(e));
      return 1;
    }
  }

  private List<String> names(String firstWord) {
    return commands.keySet().stream().filter(name -> firstWord(name).equals(firstWord)).toList();
  }

  private static String pointer(String name) {
    return "how it is called: fleetfoot-agent %s --help%n".formatted(name);
  }

  private static String firstWord(String name) {
    return name.split(" ", 2)[0];
  }
}
