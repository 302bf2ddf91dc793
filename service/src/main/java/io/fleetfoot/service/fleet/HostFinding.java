package io.fleetfoot.service.fleet;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a check of an agent finds on its host that is not as wanted.
 *
 * @param check the check's stable id, such as {@code reserved-region}; a newer agent may have
 *     others
 * @param severity what it means for a reboot of the host
 * @param found what the host has
 * @param wanted what the check wants
 * @param remedy what a person can do about it
 */
public record HostFinding(
    String check, Severity severity, String found, String wanted, String remedy) {

  /** How long each text may be, in characters. */
  public static final int LONGEST_TEXT = 1000;

  private static final Pattern CHECK = Pattern.compile("[a-z0-9-]{1,60}");

  /** What a finding means for a reboot of the host. */
  public enum Severity {
    /** A person should know; it rules out some methods of kexec at most. */
    WARN,
    /** Because of this the agent does not reboot the host by kexec. */
    REFUSE,
    /** The host does not say. */
    UNKNOWN;

    /** Returns the name on the wire and in labels. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the severity of that name on the wire. */
    public static Optional<Severity> named(String wireName) {
      return Arrays.stream(values())
          .filter(severity -> severity.wireName().equals(wireName))
          .findFirst();
    }
  }

  public HostFinding {
    if (!CHECK.matcher(check).matches()) {
      throw new IllegalArgumentException(
          "the id of a check is 1 to 60 small letters, digits and hyphens");
    }
    requireShort(check, found);
    requireShort(check, wanted);
    requireShort(check, remedy);
  }

  private static void requireShort(String check, String text) {
    if (text.length() > LONGEST_TEXT) {
      throw new IllegalArgumentException(
          "check %s has a text of %d characters, wanted at most %d"
              .formatted(check, text.length(), LONGEST_TEXT));
    }
  }
}
