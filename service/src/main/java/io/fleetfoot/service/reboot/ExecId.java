package io.fleetfoot.service.reboot;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The token of one execution: made when the host is admitted, good for one boot only. */
public record ExecId(String value) {

  private static final Pattern FORM = Pattern.compile("fx-[0-9a-f]{16}");
  private static final String PARAMETER = "fleetfoot.exec=";

  public ExecId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "exec id \"%s\" is not fx- and 16 hexadecimal digits".formatted(value));
    }
  }

  /** Returns a new exec id, which nobody can guess if the generator is a secure one. */
  public static ExecId random(RandomGenerator random) {
    return new ExecId("fx-%016x".formatted(random.nextLong()));
  }

  /** Says whether a kernel's command line carries this exec id. */
  public boolean isOn(String commandLine) {
    return Arrays.asList(commandLine.split("\\s+")).contains(PARAMETER + value);
  }

  @Override
  public String toString() {
    return value;
  }
}
