package io.fleetfoot.agent.lab;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The lab's commands. */
@Command(
    name = "lab",
    description = "Boots hosts in QEMU and really kexecs them.",
    mixinStandardHelpOptions = true,
    subcommands = {DemoCommand.class, BenchCommand.class})
public final class LabMain {

  private LabMain() {}

  /** Runs a command and exits with its status. */
  public static void main(String[] args) {
    System.exit(
        new CommandLine(new LabMain())
            .setExecutionExceptionHandler(LabMain::explain)
            .execute(args));
  }

  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    command.getErr().println("error: " + failure.getMessage());
    Throwable cause = failure.getCause();
    if (cause != null) {
      command.getErr().println("  because: " + cause);
    }
    if (!(failure instanceof LabException)) {
      failure.printStackTrace(command.getErr());
    }
    return 1;
  }
}
