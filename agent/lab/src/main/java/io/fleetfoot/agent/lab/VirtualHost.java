package io.fleetfoot.agent.lab;

import io.fleetfoot.agent.lab.HostImage.LabKernel;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One host made of QEMU without hardware acceleration. Its firmware always starts {@code
 * bootKernel}, as a boot loader whose default was left alone does; what runs after a kexec is
 * another matter.
 */
public final class VirtualHost implements AutoCloseable {

  /**
   * The first disk of a host, which several may share.
   *
   * @param writable whether the host writes to it, which the file never gets: it is lost with the
   *     host's power, but not with a reset
   * @param devices what QEMU is to add for it
   */
  public record Root(Path image, boolean writable, List<String> devices) {

    /** Makes one that is only read. */
    public static Root readOnly(Path image) {
      return new Root(image, false, List.of());
    }

    private String drive() {
      return "if=virtio,format=raw,%s,file=%s"
          .formatted(writable ? "snapshot=on" : "readonly=on", image);
    }
  }

  /** What a host is started from. {@code commandLine} is that of the kernel the firmware starts. */
  public record Setup(
      String hostname,
      String machineId,
      LabKernel bootKernel,
      Root root,
      Path agentJar,
      Path labJar,
      Path serviceCa,
      Map<String, String> agentProperties,
      String commandLine,
      int memoryMebibytes,
      int metricsPort,
      int nodePort) {}

  private final Setup setup;
  private final Path directory;
  private final Path disk;
  private @Nullable Process qemu;

  /** Prepares the host's disk in {@code directory}; nothing runs yet. */
  public VirtualHost(Setup setup, Path directory) {
    this.setup = setup;
    this.directory = directory;
    this.disk =
        HostDisk.make(
            directory,
            setup.hostname(),
            setup.machineId(),
            setup.agentJar(),
            setup.labJar(),
            setup.serviceCa(),
            setup.agentProperties());
  }

  /** The host's name. */
  public String hostname() {
    return setup.hostname();
  }

  /** Where the agent's metrics are, seen from this machine. */
  public String metricsAddress() {
    return "127.0.0.1:" + setup.metricsPort();
  }

  /** Where the host says what a kubelet would say of it, seen from this machine. */
  public URI nodeInfo() {
    return URI.create("http://127.0.0.1:" + setup.nodePort() + "/info");
  }

  /** Switches the host on. */
  public void start() {
    try {
      qemu =
          new ProcessBuilder(command())
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("qemu.log").toFile())
              .start();
    } catch (IOException e) {
      throw new LabException("cannot run qemu-system-x86_64; is it installed?", e);
    }
  }

  /** Pulls the plug: nothing is written back, the disk keeps what was synced. */
  public void kill() {
    Process running = qemu;
    if (running != null) {
      running.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
      qemu = null;
    }
  }

  /** Presses the reset button: the firmware starts the boot kernel again. */
  public void powerCycle() {
    monitor().execute("system_reset");
  }

  /** Stops the processor where it is: a host that hangs. */
  public void freeze() {
    monitor().execute("stop");
  }

  /** Whether QEMU runs; says nothing about the host in it. */
  public boolean running() {
    Process running = qemu;
    return running != null && running.isAlive();
  }

  /** All the host has written to its serial console since it was first started. */
  public String console() {
    Path log = directory.resolve("console.log");
    try {
      return Files.exists(log)
          ? new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1)
          : "";
    } catch (IOException e) {
      throw new LabException("cannot read " + log, e);
    }
  }

  /** Ends QEMU. */
  @Override
  public void close() {
    kill();
  }

  private QemuMonitor monitor() {
    return new QemuMonitor(directory.resolve("qmp"));
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(machine());
    command.addAll(setup.root().devices());
    return command;
  }

  private List<String> machine() {
    return List.of(
        "qemu-system-x86_64",
        // one thread: several lose track of code that patches itself, as kernels do
        "-accel",
        "tcg,thread=single,tb-size=192",
        "-cpu",
        "max",
        "-smp",
        "1",
        "-m",
        Integer.toString(setup.memoryMebibytes()),
        "-name",
        setup.hostname(),
        "-display",
        "none",
        "-vga",
        "none",
        "-chardev",
        "file,id=console,append=on,path=" + directory.resolve("console.log"),
        "-serial",
        "chardev:console",
        "-qmp",
        "unix:qmp,server=on,wait=off",
        "-kernel",
        setup.bootKernel().kernel().toString(),
        "-initrd",
        setup.bootKernel().initrd().toString(),
        "-append",
        setup.commandLine(),
        "-drive",
        setup.root().drive(),
        "-drive",
        "if=virtio,format=raw,cache=writeback,file=" + disk,
        "-device",
        "virtio-rng-pci",
        "-nic",
        "user,model=virtio-net-pci,hostfwd=tcp:127.0.0.1:"
            + setup.metricsPort()
            + "-:9101,hostfwd=tcp:127.0.0.1:"
            + setup.nodePort()
            + "-:10250");
  }
}
