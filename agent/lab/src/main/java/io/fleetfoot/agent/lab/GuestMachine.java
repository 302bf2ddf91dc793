package io.fleetfoot.agent.lab;

import io.fleetfoot.agent.lab.HostImage.LabKernel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A QEMU host that runs a plan of steps instead of an agent, one boot after the other, and is
 * switched off at its end.
 */
final class GuestMachine {

  /** How QEMU keeps time. */
  enum Clock {
    /** The host's time stamp counter: milliseconds, of an emulated processor. */
    TSC("-accel", "tcg,thread=single,tb-size=256"),
    /** One tick an instruction: the same number each time. */
    INSTRUCTIONS("-accel", "tcg,tb-size=256", "-icount", "shift=0,sleep=off");

    private final List<String> options;

    Clock(String... options) {
      this.options = List.of(options);
    }
  }

  private static final String PREFIX = "guest: ";
  private static final int MEMORY_MEBIBYTES = 1024;

  /** What QEMU does when the guest resets the machine. */
  enum Reset {
    /** It ends. */
    ENDS("-no-reboot"),
    /** The firmware starts the kernel it always starts. */
    BOOTS();

    private final List<String> options;

    Reset(String... options) {
      this.options = List.of(options);
    }
  }

  private final Path directory;
  private final LabKernel kernel;
  private final Path root;
  private final Path disk;

  private GuestMachine(Path directory, LabKernel kernel, Path root, Path disk) {
    this.directory = directory;
    this.kernel = kernel;
    this.root = root;
    this.disk = disk;
  }

  /** Makes a machine whose disk has the steps of the plan and all that they need. */
  static GuestMachine make(
      Path directory,
      Checkout checkout,
      PatchedKernel kernel,
      Path root,
      Path initrd,
      List<String> plan) {
    Map<Path, String> files =
        Map.of(kernel.kernel().kernel(), "vmlinuz", kernel.vmlinux(), "vmlinux", initrd, "initrd");
    return make(directory, checkout, kernel.kernel(), root, files, plan);
  }

  /** The same with a kernel that may be any, and files under the names they have in /host. */
  static GuestMachine make(
      Path directory,
      Checkout checkout,
      LabKernel kernel,
      Path root,
      Map<Path, String> files,
      List<String> plan) {
    try {
      Path content = Files.createDirectories(directory.resolve("host"));
      Files.writeString(content.resolve("hostname"), "bench\n");
      Files.writeString(content.resolve("machine-id"), "0".repeat(31) + "1\n");
      Files.writeString(content.resolve("plan"), String.join("\n", plan) + "\n");
      Files.writeString(content.resolve("jvm-options"), HostDisk.JVM_OPTIONS);
      Files.writeString(
          content.resolve("agent.properties"),
          "service.url=https://127.0.0.1:9\njoin.token=none\nstate.directory=/host/fleetfoot\n"
              + "trusted.keys=/host/none\n");
      Files.write(content.resolve("program"), program());
      copy(checkout.agentJar(), content.resolve("agent.jar"));
      copy(checkout.labJar(), content.resolve("lab.jar"));
      for (var file : files.entrySet()) {
        copy(file.getKey(), content.resolve(file.getValue()));
      }
      copyAll(kexecTools(checkout), Files.createDirectories(content.resolve("kexec-tools")));
      Path disk = directory.resolve("host.img");
      Commands.run(
          List.of(
              "mke2fs",
              "-q",
              "-F",
              "-t",
              "ext4",
              "-d",
              content.toString(),
              disk.toString(),
              "512m"));
      return new GuestMachine(directory, kernel, root, disk);
    } catch (IOException e) {
      throw new LabException("cannot write the disk of the bench in " + directory, e);
    }
  }

  private static byte[] program() throws IOException {
    try (var in = GuestMachine.class.getResourceAsStream("guest-program")) {
      if (in == null) {
        throw new LabException("the lab's jar has no guest-program");
      }
      return in.readAllBytes();
    }
  }

  private static Path kexecTools(Checkout checkout) {
    return new CacheScript(checkout.labScript("kexec-tools"), "KEXEC_TOOLS")
        .run()
        .orElseThrow(() -> new LabException("found no kexec-tools to compare with"));
  }

  private static void copyAll(Path from, Path into) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        copy(file, into.resolve(file.getFileName()));
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Switches the machine on, waits until it is off, and returns what it said after "guest: ".
   *
   * @param commandLine of the kernel that the firmware starts, and of those after it
   * @param heard is told each line as it comes
   * @throws LabException if it is not off after {@code limit}
   */
  List<String> run(
      Clock clock, Reset reset, String commandLine, Duration limit, Consumer<String> heard) {
    Path log = directory.resolve("console.log");
    try {
      Process qemu =
          new ProcessBuilder(command(clock, reset, commandLine)).redirectErrorStream(true).start();
      Runtime.getRuntime().addShutdownHook(new Thread(qemu::destroyForcibly));
      var killer =
          qemu.onExit()
              .orTimeout(limit.toSeconds(), TimeUnit.SECONDS)
              .whenComplete((ended, late) -> qemu.destroyForcibly());
      List<String> said = new ArrayList<>();
      try (var console = qemu.inputReader(StandardCharsets.ISO_8859_1);
          var copy = Files.newBufferedWriter(log)) {
        String line;
        while ((line = console.readLine()) != null) {
          copy.write(line + "\n");
          copy.flush();
          int at = line.indexOf(PREFIX);
          if (at >= 0) {
            said.add(line.substring(at + PREFIX.length()).strip());
            heard.accept(said.get(said.size() - 1));
          }
        }
      }
      if (killer.isCompletedExceptionally()) {
        throw new LabException(
            "the machine is still on after %d s; its console is in %s"
                .formatted(limit.toSeconds(), log));
      }
      return said;
    } catch (IOException e) {
      throw new LabException("cannot run qemu-system-x86_64; is it installed?", e);
    }
  }

  /** Returns all that the machine wrote to its serial console. */
  String console() {
    try {
      return new String(
          Files.readAllBytes(directory.resolve("console.log")), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new LabException("cannot read the console in " + directory, e);
    }
  }

  private List<String> command(Clock clock, Reset reset, String commandLine) {
    List<String> command = new ArrayList<>(List.of("qemu-system-x86_64"));
    command.addAll(clock.options);
    command.addAll(List.of("-cpu", "max", "-smp", "1", "-m", Integer.toString(MEMORY_MEBIBYTES)));
    command.addAll(List.of("-display", "none", "-vga", "none", "-nic", "none"));
    command.addAll(reset.options);
    command.addAll(List.of("-serial", "stdio", "-monitor", "none"));
    command.addAll(List.of("-kernel", kernel.kernel().toString()));
    command.addAll(List.of("-initrd", kernel.initrd().toString()));
    command.addAll(List.of("-append", commandLine, "-device", "virtio-rng-pci"));
    command.addAll(List.of("-drive", "if=virtio,format=raw,readonly=on,file=" + root));
    command.addAll(List.of("-drive", "if=virtio,format=raw,cache=unsafe,file=" + disk));
    return command;
  }
}
