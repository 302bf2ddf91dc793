package io.fleetfoot.agent.loop.testing;

import io.fleetfoot.agent.image.EfiHandover;
import io.fleetfoot.agent.image.SetupData;
import io.fleetfoot.agent.loop.ClockReading;
import io.fleetfoot.agent.loop.Handover;
import io.fleetfoot.agent.loop.Host;
import io.fleetfoot.agent.loop.KernelTraces;
import io.fleetfoot.agent.loop.ScratchMemory;
import io.fleetfoot.agent.memory.FirmwareMemoryMap;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.testing.TestFacts;
import io.fleetfoot.agent.reserve.BootFiles;
import io.fleetfoot.agent.reserve.testing.FakeBootFiles;
import io.fleetfoot.agent.timing.PerfClock;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A host whose every fact a test sets. */
public final class FakeHost implements Host {

  /** Its time stamp counter's frequency: one tick a nanosecond. */
  public static final PerfClock GIGAHERTZ = new PerfClock(0, 1 << 30, 30);

  private final List<SetupData> setupData = new ArrayList<>();
  private final List<ByteBuffer> scratch = new ArrayList<>();
  private BootFiles bootFiles = new FakeBootFiles();
  private final List<String> kernelLog = new ArrayList<>();
  private Optional<Host> memory = Optional.empty();
  private HostFacts facts = TestFacts.fit();
  private KernelTraces traces = KernelTraces.NONE;
  private ClockReading clocks =
      new ClockReading(
          Optional.of(GIGAHERTZ),
          "[    0.1] sched_clock: Marking stable (100, 0)->(200, -100)\n",
          Duration.ofSeconds(5),
          5_000_000_000L);

  /** Sets the facts. */
  public FakeHost facts(HostFacts next) {
    facts = next;
    return this;
  }

  /** Sets the clocks. */
  public FakeHost clocks(ClockReading next) {
    clocks = next;
    return this;
  }

  /** Adds a setup_data node that this boot was started with. */
  public FakeHost setupData(int type, byte[] payload) {
    setupData.add(new SetupData(type, payload));
    return this;
  }

  /** Returns whether all memory that was taken was wiped and given back. */
  public boolean allScratchGivenBack() {
    return scratch.isEmpty();
  }

  @Override
  public HostFacts facts() {
    return facts;
  }

  /** Sets what the kernels left behind. */
  public FakeHost traces(KernelTraces next) {
    traces = next;
    return this;
  }

  /** Returns what was written to the kernel log. */
  public List<String> kernelLog() {
    return List.copyOf(kernelLog);
  }

  @Override
  public KernelTraces traces() {
    return traces;
  }

  @Override
  public void writeToKernelLog(String line) {
    kernelLog.add(line);
  }

  @Override
  public Handover handover() {
    return new Handover(
        FirmwareMemoryMap.parse(
            List.of(new FirmwareMemoryMap.Text("0x100000", "0x3fffffff", "System RAM"))),
        new byte[4096],
        OptionalLong.empty(),
        new EfiHandover.Absent());
  }

  @Override
  public List<SetupData> setupData() {
    return List.copyOf(setupData);
  }

  @Override
  public ClockReading clocks() {
    return clocks;
  }

  /** Gives the host a boot loader. */
  public FakeHost bootFiles(BootFiles files) {
    bootFiles = files;
    return this;
  }

  @Override
  public BootFiles bootFiles() {
    return bootFiles;
  }

  /** Takes memory from another host, such as a real one. */
  public FakeHost allocating(Host from) {
    memory = Optional.of(from);
    return this;
  }

  @Override
  public void letGo(MappedByteBuffer mapped) {
    memory.ifPresent(from -> from.letGo(mapped));
  }

  @Override
  public ScratchMemory allocate(long bytes) {
    if (memory.isPresent()) {
      return memory.get().allocate(bytes);
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect((int) bytes);
    scratch.add(buffer);
    return new ScratchMemory() {
      @Override
      public ByteBuffer buffer() {
        return buffer.duplicate();
      }

      @Override
      public void close() {
        buffer.put(0, new byte[buffer.capacity()]);
        scratch.removeIf(taken -> taken == buffer);
      }
    };
  }
}
