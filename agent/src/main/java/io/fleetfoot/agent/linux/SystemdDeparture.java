package io.fleetfoot.agent.linux;

import io.fleetfoot.agent.loop.Departure;
import io.fleetfoot.agent.loop.HostCommands;
import io.fleetfoot.agent.loop.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Leaves by systemd: every service is stopped, this agent too, file systems are unmounted, then
 * systemd jumps into the image that is loaded.
 *
 * <p>Seen on systemd 252, without kexec-tools and with them: {@code systemctl kexec} takes an image
 * that is loaded and loads none itself.
 */
final class SystemdDeparture implements Departure {
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** From 255 on, systemctl reboot takes a loaded image unless it is told not to. */
  private static final Map<String, String> ENVIRONMENT = Map.of("SYSTEMCTL_SKIP_AUTO_KEXEC", "1");

  private final HostCommands commands;
  private final HostFiles files;
  private final Duration deadline;
  private final Pause pause;
  private final LongSupplier nanoTime;
  private boolean calledOff;
  private boolean leaving;

  /**
   * Takes what runs systemctl and what paces the wait.
   *
   * @param deadline how long systemd may take to stop this agent
   */
  SystemdDeparture(
      HostCommands commands,
      HostFiles files,
      Duration deadline,
      Pause pause,
      LongSupplier nanoTime) {
    this.commands = commands;
    this.files = files;
    this.deadline = deadline;
    this.pause = pause;
    this.nanoTime = nanoTime;
  }

  @Override
  public void leave(Way way, LastWord lastWord) throws IOException, InterruptedException {
    String verb = way == Way.KEXEC ? "kexec" : "reboot";
    ask(way, verb, lastWord);
    long since = nanoTime.getAsLong();
    while (nanoTime.getAsLong() - since < deadline.toNanos()) {
      pause.of(LOOK);
    }
    String state = state();
    synchronized (this) {
      leaving = false;
    }
    throw new IOException(
        "systemctl %s ended well, yet %s later this agent still runs, and systemd is %s; what keeps it is in systemctl list-jobs"
            .formatted(verb, deadline, state));
  }

  /** Nobody may call off between the question and systemd's answer, so both hold this lock. */
  private synchronized void ask(Way way, String verb, LastWord lastWord)
      throws IOException, InterruptedException {
    if (calledOff) {
      throw new IOException("the agent is being stopped");
    }
    requireImage(way);
    lastWord.say();
    HostCommands.Result result =
        commands.run(List.of("systemctl", "--no-block", verb), ENVIRONMENT, ANSWER);
    // systemctl is killed with this agent's other processes: systemd may have stopped us by then
    if (!result.isSuccess() && !state().equals("stopping")) {
      throw new IOException(
          "systemctl %s ended with status %d: %s"
              .formatted(verb, result.status(), result.output()));
    }
    leaving = true;
  }

  private void requireImage(Way way) throws IOException {
    boolean loaded = files.line("/sys/kernel/kexec_loaded").map("1"::equals).orElse(false);
    if (way == Way.KEXEC && !loaded) {
      throw new IOException(
          "/sys/kernel/kexec_loaded is 0: systemctl kexec would look for a kernel of its own");
    }
    if (way == Way.FIRMWARE && loaded) {
      throw new IOException(
          "/sys/kernel/kexec_loaded is 1: the reboot would go to that image and not to the"
              + " firmware; kexec -u unloads it");
    }
  }

  private String state() throws IOException, InterruptedException {
    return commands.run(List.of("systemctl", "is-system-running"), Map.of(), ANSWER).output();
  }

  @Override
  public synchronized boolean callOff() {
    if (leaving) {
      return false;
    }
    calledOff = true;
    return true;
  }
}
