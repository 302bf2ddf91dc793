package io.fleetfoot.agent.loop;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs the host's own programs, without a shell. */
public interface HostCommands {

  /**
   * How a program ended.
   *
   * @param output what it wrote, errors included
   */
  record Result(int status, String output) {

    /** Returns whether it says that all went well. */
    public boolean isSuccess() {
      return status == 0;
    }
  }

  /**
   * Runs a program to its end.
   *
   * @param command the program and its arguments
   * @param environment what is set beside this process's environment
   * @param limit after which it is killed
   * @throws IOException if it cannot be run, or had to be killed
   */
  Result run(List<String> command, Map<String, String> environment, Duration limit)
      throws IOException, InterruptedException;
}
