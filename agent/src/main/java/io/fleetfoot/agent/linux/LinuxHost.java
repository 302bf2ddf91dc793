package io.fleetfoot.agent.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.fleetfoot.agent.image.SetupData;
import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.loop.ClockReading;
import io.fleetfoot.agent.loop.Handover;
import io.fleetfoot.agent.loop.Host;
import io.fleetfoot.agent.loop.ScratchMemory;
import io.fleetfoot.agent.memory.FirmwareMemoryMap;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.reserve.BootFiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The machine this agent runs on. */
public final class LinuxHost implements Host {
  private static final String BOOT_PARAMS = "/sys/kernel/boot_params/data";

  private final HostFiles files;
  private final FactsReader facts;
  private final TimestampCounter counter;

  /** Takes the files, the file of the machine-id as an absolute path, and the counter. */
  public LinuxHost(HostFiles files, String machineIdFile, TimestampCounter counter) {
    this.files = files;
    this.facts = new FactsReader(files, machineIdFile);
    this.counter = counter;
  }

  @Override
  public HostFacts facts() {
    return facts.read();
  }

  @Override
  public Handover handover() {
    List<FirmwareMemoryMap.Text> texts =
        files.numbered("/sys/firmware/memmap").stream()
            .map(
                entry ->
                    new FirmwareMemoryMap.Text(
                        files.required(entry + "/start"),
                        files.required(entry + "/end"),
                        files.required(entry + "/type")))
            .toList();
    byte[] bootParams =
        files
            .bytes(BOOT_PARAMS)
            .orElseThrow(() -> new IllegalArgumentException(BOOT_PARAMS + " is missing"));
    return new Handover(
        FirmwareMemoryMap.parse(texts),
        bootParams,
        facts.acpiRootPointer(),
        new EfiReader(files).read(bootParams));
  }

  @Override
  public List<SetupData> setupData() {
    return files.numbered("/sys/kernel/boot_params/setup_data").stream()
        .map(this::setupDataNode)
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public ClockReading clocks() {
    var perf = PerfPage.read();
    String log = KernelLog.read();
    Duration monotonic = monotonic();
    return new ClockReading(perf, log, monotonic, counter.read());
  }

  @Override
  public BootFiles bootFiles() {
    return new LinuxBootFiles(files.path("/"));
  }

  @Override
  public ScratchMemory allocate(long bytes) {
    return AnonymousMemory.map(bytes);
  }

  private Optional<SetupData> setupDataNode(String directory) {
    String type = files.line(directory + "/type").orElse("");
    byte[] payload = files.bytes(directory + "/data").orElse(new byte[0]);
    if (!type.matches("0x[0-9a-f]{1,8}") || payload.length == 0) {
      return Optional.empty();
    }
    return Optional.of(new SetupData(Integer.parseUnsignedInt(type.substring(2), 16), payload));
  }

  private static Duration monotonic() {
    try (Memory timespec = new Memory(16)) {
      long result =
          SystemCalls.syscall(
              SystemCalls.CLOCK_GETTIME,
              SystemCalls.CLOCK_MONOTONIC,
              Pointer.nativeValue(timespec),
              0,
              0,
              0,
              0);
      if (result != 0) {
        throw new KexecException("clock_gettime(CLOCK_MONOTONIC)", SystemCalls.errno());
      }
      return Duration.ofSeconds(timespec.getLong(0), timespec.getLong(8));
    }
  }
}
