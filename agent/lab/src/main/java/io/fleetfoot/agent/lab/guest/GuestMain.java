package io.fleetfoot.agent.lab.guest;

import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.Verification;
import java.io.IOException;
import java.nio.file.Path;

/** The program a lab host runs: one hop into the next kernel, or the calls that must fail. */
public final class GuestMain {

  private GuestMain() {}

  /**
   * Runs {@code hop METHOD VERIFICATION KERNEL INITRD [flip]} , {@code quick-errors}, or {@code
   * leaks}. With flip, a bit of the staged kernel is wrong when it is entered.
   */
  public static void main(String[] args) throws IOException {
    if (args.length >= 5 && args[0].equals("hop")) {
      boolean flip = args.length > 5 && args[5].equals("flip");
      new GuestHop(
              LoadMethod.ofWireName(args[1]).orElseThrow(),
              Verification.ofWireName(args[2]).orElseThrow(),
              Path.of(args[3]),
              Path.of(args[4]))
          .run(flip);
    } else if (args.length == 1 && args[0].equals("quick-errors")) {
      QuickErrors.print();
    } else if (args.length >= 1 && args[0].equals("leaks")) {
      WorldReadable.search(TextSecrets.ofTheRunningKernel(HopSecrets.digestsIn(HopSecrets.FILE)));
    } else {
      throw new IllegalArgumentException("found " + String.join(" ", args));
    }
  }

  /** Writes a line that the other side of the serial console looks for. */
  static void say(String format, Object... values) {
    System.out.println("guest: " + format.formatted(values));
    System.out.flush();
  }
}
