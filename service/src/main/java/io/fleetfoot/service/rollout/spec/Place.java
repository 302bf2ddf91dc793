package io.fleetfoot.service.rollout.spec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where in a spec a value stands; what is wrong there is noted for the whole of the spec. */
public final class Place {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
  private static final int MOST_FAULTS = 100;
  private static final int LONGEST = 80;

  private final String path;
  private final Notes notes;
  private final Circumstances circumstances;

  private Place(String path, Notes notes, Circumstances circumstances) {
    this.path = path;
    this.notes = notes;
    this.circumstances = circumstances;
  }

  /** What was noted in one spec: the first faults, and how many there are. */
  private static final class Notes {

    private final List<Fault> first = new ArrayList<>();
    private int count;

    void add(Fault fault) {
      count++;
      if (first.size() < MOST_FAULTS) {
        first.add(fault);
      }
    }
  }

  /** Returns the place of a whole spec, in which nothing is wrong yet. */
  static Place root(String path, Circumstances circumstances) {
    return new Place(path, new Notes(), circumstances);
  }

  /** Returns the place of a field, or of a key, of the object that stands here. */
  Place field(String name) {
    return new Place(
        PLAIN.matcher(name).matches()
            ? path + "." + name
            : "%s['%s']".formatted(path, shortened(name)),
        notes,
        circumstances);
  }

  /** Returns the place of an item, from 0, of the list that stands here. */
  Place item(int index) {
    return new Place("%s[%d]".formatted(path, index), notes, circumstances);
  }

  /** Returns the circumstances under which the spec is read. */
  Circumstances circumstances() {
    return circumstances;
  }

  /** Notes that something else was found here than was wanted. */
  void fault(@Nullable Object found, String wanted) {
    fault("found %s, wanted %s".formatted(spelled(found), wanted));
  }

  /** Notes what is wrong here; of very many faults the first are kept. */
  void fault(String detail) {
    notes.add(new Fault(path, detail));
  }

  /** Returns how many faults were noted in the whole of the spec. */
  int faultCount() {
    return notes.count;
  }

  /** Throws what was noted, if anything was. */
  void throwFaults() {
    if (notes.count > 0) {
      throw new InvalidSpecException(notes.first);
    }
  }

  private static String spelled(@Nullable Object found) {
    if (found instanceof String text) {
      return '"' + shortened(text) + '"';
    }
    if (found instanceof Map) {
      return "an object";
    }
    return found instanceof Collection<?> list
        ? "a list of " + list.size()
        : shortened(String.valueOf(found));
  }

  private static String shortened(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", "\uFFFD");
    return printable.length() <= LONGEST ? printable : printable.substring(0, LONGEST) + "…";
  }
}
