package io.fleetfoot.agent.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What follows a command's name: {@code --name value}, {@code --flag}, and arguments without a
 * name.
 */
final class Options {
  private final Map<String, String> values;
  private final Set<String> flags;
  private final List<String> arguments;

  private Options(Map<String, String> values, Set<String> flags, List<String> arguments) {
    this.values = values;
    this.flags = flags;
    this.arguments = arguments;
  }

  /**
   * Reads the words.
   *
   * @throws WrongUseException for a name that is not known, given twice or without a value
   */
  static Options parse(List<String> words, Set<String> known) {
    return parse(words, known, Set.of());
  }

  /**
   * Reads the words, among which some stand for themselves.
   *
   * @throws WrongUseException for a name that is not known, given twice or without a value
   */
  static Options parse(List<String> words, Set<String> known, Set<String> knownFlags) {
    Map<String, String> values = new HashMap<>();
    Set<String> flags = new HashSet<>();
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!word.startsWith("--")) {
        arguments.add(word);
        continue;
      }
      if (knownFlags.contains(word)) {
        flags.add(word);
        continue;
      }
      if (!known.contains(word)) {
        throw new WrongUseException("found " + word + ", which this command does not know");
      }
      if (i + 1 == words.size()) {
        throw new WrongUseException("found nothing behind " + word + ", wanted its value");
      }
      i++;
      if (values.put(word, words.get(i)) != null) {
        throw new WrongUseException("found " + word + " twice, wanted it once");
      }
    }
    return new Options(values, flags, arguments);
  }

  /** Returns whether a flag is there. */
  boolean flag(String name) {
    return flags.contains(name);
  }

  /** Returns a value, if it is there. */
  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Returns a value that must be there. */
  String required(String name) {
    return text(name).orElseThrow(() -> new WrongUseException("found no " + name + ", wanted one"));
  }

  /** Returns a value that must be there and be a path. */
  Path path(String name) {
    return path(name, required(name));
  }

  /** Returns a path, if it is there. */
  Optional<Path> optionalPath(String name) {
    return text(name).map(value -> path(name, value));
  }

  /** Returns the one argument without a name, which is a path. */
  Path onlyArgument(String name) {
    if (arguments.size() != 1) {
      throw new WrongUseException(
          "found %s, wanted one %s".formatted(arguments.isEmpty() ? "none" : arguments, name));
    }
    return path(name, arguments.get(0));
  }

  /** Returns the arguments without a name, at least one, which are paths. */
  List<Path> paths(String name) {
    if (arguments.isEmpty()) {
      throw new WrongUseException("found none, wanted one " + name + " or more");
    }
    return arguments.stream().map(argument -> path(name, argument)).toList();
  }

  /** Refuses arguments without a name. */
  Options withoutArguments() {
    if (!arguments.isEmpty()) {
      throw new WrongUseException("found " + arguments.get(0) + ", wanted options only");
    }
    return this;
  }

  private static Path path(String name, String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new WrongUseException("%s: found %s, wanted a path".formatted(name, value));
    }
  }
}
