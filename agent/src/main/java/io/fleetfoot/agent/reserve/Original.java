package io.fleetfoot.agent.reserve;

/** What becomes of a file as it was before this command's first change of it. */
public enum Original {
  /** There was none: the file is this command's own. */
  MADE("%s is this command's own; --undo takes it away"),
  /** It is kept now, and for ever. */
  KEPT_NOW("%s is kept as it is now, in %s"),
  /** It was kept at the first change, and is not touched again. */
  KEPT_BEFORE("%s was kept before the first change, in %s, which stays as it is"),
  /** It cannot be kept: the file came with this command's word in it. */
  NEVER_SEEN("%s came with this command's word in it; there is no %s"),
  /** The file goes away with the undo, since there was none. */
  TAKEN_AWAY("%s was this command's own and goes away"),
  /** The undo brings it back, byte for byte. */
  RESTORED("%s becomes what it was before the first change, byte for byte as in %s"),
  /** The undo takes this command's word away and leaves what others have changed. */
  CHANGED_SINCE(
      "%s loses this command's word and keeps what others have changed; it is not what is in %s"),
  /** The undo takes this command's word away, and nothing tells what was before it. */
  NOT_KEPT("%s loses this command's word alone; there is no %s to compare it with");

  private static final String SUFFIX = ".before-fleetfoot";

  private final String sentence;

  Original(String sentence) {
    this.sentence = sentence;
  }

  /** Returns where the original of a file is kept. */
  public static String of(String path) {
    return path + SUFFIX;
  }

  /** Returns it as a sentence about a file. */
  public String of(FileChange change) {
    return sentence.formatted(change.path(), of(change.path()));
  }
}
