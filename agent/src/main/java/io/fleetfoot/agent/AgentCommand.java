package io.fleetfoot.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The commands that need a configuration.
 *
 * @param verb {@code run} or {@code enrol}
 * @param config the properties file
 * @param newKey whether to enrol with another key
 * @param textfileDirectory what is said instead of the key {@code textfile.directory}
 */
record AgentCommand(String verb, Path config, boolean newKey, Optional<Path> textfileDirectory) {

  static final String USAGE =
      """
      Usage: fleetfoot-agent run --config FILE [--textfile-dir DIR]
             fleetfoot-agent enrol --config FILE [--new-key]
             fleetfoot-agent doctor | reserve | keys generate | image sign | image verify |
                             image join | image unpack, each with --help
             fleetfoot-agent --help | --version

      run    Runs the agent of this host: it asks the service what is wanted, stages the next
             kernel in the memory that crashkernel= reserves, verifies it there, and enters it when
             told to. At its first start it makes the host's key and registers the host.
      enrol  Registers this host with the key it has; with --new-key it makes another, after an
             administrator has revoked the one before. An agent that runs takes it up by itself.

      FILE is a properties file:
        service.url          where the service listens (required)
        service.ca           PEM file of the authorities that the service's certificate must be
                             from one of, instead of those that this Java trusts
        join.token           registers this host
        join.token.file      a file that holds the join token, read when it is needed
        trusted.keys         public keys of those who may sign kernel images, a PEM file or a
                             directory of *.pem (/etc/fleetfoot/trusted-keys)
        state.directory      key, identity, journal and cache (/var/lib/fleetfoot)
        machine-id.file      (/etc/machine-id)
        poll.interval        the pause between two questions to the service, from PT0.1S to PT1H
                             (PT1S)
        metrics.listen       where /metrics is served, with a port from 0 to 65535, where 0 is any
                             that is free (0.0.0.0:9101)
        textfile.directory   where the timing of a reboot is left for node_exporter's textfile
                             collector, as --textfile-dir says it
        checks.interval      how often the checks of doctor are made, from PT10S to P1D (PT5M)
        labels.NAME          a label of this host
        verification.none    enters a kernel unverified when a rollout says so: true or false (false)
        quick.region         what memory of quick kexec is called in /proc/iomem (Quick kexec)
        quick.flag           what kexec_load(2) calls KEXEC_QUICK on this kernel: one bit from 0x4 to
                             0x8000 (0x8000)
        departure            who is asked to leave for the next kernel: auto, systemd where it
                             runs and else the kernel itself; systemd; direct (auto)
        departure.deadline   how long systemd may take to stop this agent on its way, from PT10S
                             to PT1H (PT2M)
        watchdog.device      what resets a host that does not come back: off, auto or a device
                             such as /dev/watchdog0 (off)
        watchdog.timeout     within which the next kernel's boot must have been reported, from PT30S
                             to PT1H (PT5M)
        kdump.unit           what is stopped while a kernel is staged in the region, if it has
                             loaded a crash image: off, auto or a unit (auto)
        commit.command       a program that makes $FLEETFOOT_RELEASE the boot loader's default,
                             in place of grub-set-default or bootctl
        debug.corrupt-slot-after-staging   lab only (false)
      """;

  private static final Map<String, String> CALLS =
      Map.of(
          "run", "run --config FILE [--textfile-dir DIR]",
          "enrol", "enrol --config FILE [--new-key]");

  /** Returns whether people ask how it is called. */
  static boolean isHelp(List<String> arguments) {
    return arguments.equals(List.of("--help"))
        || (arguments.size() == 2
            && CALLS.containsKey(arguments.get(0))
            && arguments.get(1).equals("--help"));
  }

  /** Returns what was found in place of a command, and what was wanted. */
  static String wrongUse(List<String> arguments) {
    String found = arguments.isEmpty() ? "no command" : String.join(" ", arguments);
    String verb = arguments.isEmpty() ? "" : arguments.get(0);
    boolean known = CALLS.containsKey(verb);
    return "found %s, wanted %s%nhow it is called: fleetfoot-agent %s--help"
        .formatted(
            found,
            known
                ? CALLS.get(verb)
                : "one of run, enrol, doctor, reserve, keys generate, image sign, image verify, image join, image unpack",
            known ? verb + " " : "");
  }

  /** Reads arguments, or returns nothing when they are no such command. */
  static Optional<AgentCommand> of(List<String> arguments) {
    if (arguments.size() < 3 || !arguments.get(1).equals("--config")) {
      return Optional.empty();
    }
    String verb = arguments.get(0);
    Path config = Path.of(arguments.get(2));
    List<String> options = arguments.subList(3, arguments.size());
    if (verb.equals("enrol") && (options.isEmpty() || options.equals(List.of("--new-key")))) {
      return Optional.of(new AgentCommand(verb, config, !options.isEmpty(), Optional.empty()));
    }
    if (verb.equals("run") && options.isEmpty()) {
      return Optional.of(new AgentCommand(verb, config, false, Optional.empty()));
    }
    if (verb.equals("run") && options.size() == 2 && options.get(0).equals("--textfile-dir")) {
      return Optional.of(
          new AgentCommand(
              verb, config, false, Optional.of(Path.of(options.get(1)).toAbsolutePath())));
    }
    return Optional.empty();
  }

  /** Returns the configuration with what was said on the command line. */
  AgentConfig override(AgentConfig config) {
    return textfileDirectory.map(config::withTextfileDirectory).orElse(config);
  }
}
