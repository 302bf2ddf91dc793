package io.fleetfoot.agent.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.fleetfoot.agent.image.SetupData;
import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.loop.ClockReading;
import io.fleetfoot.agent.loop.Handover;
import io.fleetfoot.agent.loop.Host;
import io.fleetfoot.agent.loop.KernelTraces;
import io.fleetfoot.agent.loop.ScratchMemory;
import io.fleetfoot.agent.memory.FirmwareMemoryMap;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.reserve.BootFiles;
import io.fleetfoot.agent.timing.CounterStanding;
import io.fleetfoot.agent.timing.KernelLogMark;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.nio.MappedByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The machine this agent runs on. */
public final class LinuxHost implements Host {
  private static final System.Logger LOG = System.getLogger(LinuxHost.class.getName());
  private static final String BOOT_PARAMS = "/sys/kernel/boot_params/data";
  private static final String PSTORE = "/sys/fs/pstore";

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
    Optional<KernelLogMark> mark = perf.isPresent() ? Optional.empty() : mark();
    String log = KernelLog.read();
    boolean lasts =
        CounterStanding.lasts(
            files
                .line("/sys/devices/system/clocksource/clocksource0/current_clocksource")
                .orElse(""),
            HostTexts.cpuFlags(files.text("/proc/cpuinfo").orElse("")));
    Duration monotonic = monotonic();
    return new ClockReading(perf, log, mark, monotonic, counter.read(), lasts);
  }

  @Override
  public KernelTraces traces() {
    return new KernelTraces(
        trace(() -> files.text("/sys/kernel/kexec_stamps")),
        trace(
            () ->
                files.children(PSTORE).stream()
                    .filter(name -> name.startsWith("console-ramoops"))
                    .findFirst()
                    .flatMap(name -> files.text(PSTORE + "/" + name))));
  }

  @Override
  public void writeToKernelLog(String line) {
    KernelLog.write(files.path("/dev/kmsg"), line);
  }

  @Override
  public BootFiles bootFiles() {
    return new LinuxBootFiles(files.path("/"));
  }

  @Override
  public ScratchMemory allocate(long bytes) {
    return AnonymousMemory.map(bytes);
  }

  @Override
  public void letGo(MappedByteBuffer mapped) {
    if (mapped.capacity() > 0) {
      long address = Pointer.nativeValue(Native.getDirectBufferPointer(mapped));
      // a kernel that does not take the advice keeps the pages, and nothing else is different
      SystemCalls.syscall(
          SystemCalls.MADVISE, address, mapped.capacity(), SystemCalls.MADV_DONTNEED, 0, 0, 0);
      Reference.reachabilityFence(mapped);
    }
  }

  private Optional<SetupData> setupDataNode(String directory) {
    String type = files.line(directory + "/type").orElse("");
    byte[] payload = files.bytes(directory + "/data").orElse(new byte[0]);
    if (!type.matches("0x[0-9a-f]{1,8}") || payload.length == 0) {
      return Optional.empty();
    }
    return Optional.of(new SetupData(Integer.parseUnsignedInt(type.substring(2), 16), payload));
  }

  private Optional<KernelLogMark> mark() {
    String line = "fleetfoot-agent: clock " + Long.toHexString(counter.read());
    writeToKernelLog(line);
    long written = counter.read();
    return KernelLogMark.find(KernelLog.read(), line, written);
  }

  /** Returns what no start of an agent may fail for. */
  private static Optional<String> trace(Supplier<Optional<String>> reading) {
    try {
      return reading.get();
    } catch (UncheckedIOException e) {
      LOG.log(System.Logger.Level.WARNING, "timing goes without a source: " + e.getMessage());
      return Optional.empty();
    }
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
