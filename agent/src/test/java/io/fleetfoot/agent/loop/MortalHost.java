package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.ServiceClient;
import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.image.SetupData;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.Segment;
import io.fleetfoot.agent.kexec.testing.FakeKexecSystem;
import io.fleetfoot.agent.loop.testing.Effects;
import io.fleetfoot.agent.loop.testing.Effects.Fault;
import io.fleetfoot.agent.loop.testing.FakeCheckup;
import io.fleetfoot.agent.loop.testing.FakeHost;
import io.fleetfoot.agent.loop.testing.IgnoredEvents;
import io.fleetfoot.agent.loop.testing.LosableDisk;
import io.fleetfoot.agent.loop.testing.RebootingService;
import io.fleetfoot.agent.loop.testing.RecordedLog;
import io.fleetfoot.agent.manifest.testing.TestManifests;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.KexecFacts;
import io.fleetfoot.agent.preflight.testing.TestFacts;
import io.fleetfoot.agent.reserve.BootFiles;
import io.fleetfoot.agent.reserve.BootOnce;
import io.fleetfoot.agent.reserve.testing.FakeBootFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * A host with kdump, a watchdog, GRUB and a disk, whose agent dies and whose power fails when its
 * {@link Effects} say so; both come back.
 */
final class MortalHost {
  static final String OLD = "6.1.0-56-cloud-amd64";
  static final String NEW = "6.99.0-test";

  private static final AddressRange RAM = new AddressRange(0, 1L << 30);
  private static final AddressRange CRASH = new AddressRange(0x2b000000, 0x3b000000);
  private static final AddressRange QUICK = new AddressRange(0x18000000, 0x20000000);
  private static final String IOMEM =
      """
      00001000-0009fbff : System RAM
      00100000-3fffffff : System RAM
        01000000-01ffffff : Kernel code
        18000000-1fffffff : Quick kexec
        2b000000-3affffff : Crash kernel
      """;
  private static final String KDUMP = "0x2b000000";
  private static final String COMMAND_LINE = "console=ttyS0 crashkernel=256M";
  private static final String GRUB_ENVIRONMENT = "/boot/grub/grubenv";
  private static final String NO_REGION =
      IOMEM
          .lines()
          .filter(line -> !line.endsWith("Crash kernel"))
          .collect(Collectors.joining("\n", "", "\n"));
  private static final int TICKS = 20;
  private static final int TICKS_OF_A_FAULT = 5;
  private static final int TICKS_AFTER_A_FAULT = 2;
  private static final int STARTS_OF_A_FAULT = 3;
  private static final int STARTS = 30;

  private final Effects effects;
  private final LosableDisk disk;
  private final RebootingService service;
  private final RecordedLog log;
  private final Path trustedKeys;
  private final FakeHost still = new FakeHost();
  private final FakeBootFiles grub;
  private final Watch watchdog = new Watch();
  private final AtomicLong nanos = new AtomicLong();

  private FakeKexecSystem system = new FakeKexecSystem(RAM, CRASH);
  private int boots;
  private int departures;
  private String release = OLD;
  private String commandLine = COMMAND_LINE;
  private String bootDefault = OLD;
  private boolean panicsOnOops;
  private boolean cutAfterTheProof;
  private boolean regionGone;
  private boolean slotSpoilt;
  private int failedStarts;
  private final List<String> wrong = new ArrayList<>();

  MortalHost(
      Path directory,
      Path trustedKeys,
      RebootingService service,
      Effects effects,
      RecordedLog log,
      String menu) {
    log.clear();
    this.log = log;
    this.effects = effects.tell(this::somebodyDoes);
    this.disk = new LosableDisk(directory, effects);
    this.service = service;
    this.trustedKeys = trustedKeys;
    this.grub =
        new FakeBootFiles()
            .with("/usr/sbin/update-grub", "")
            .with("/etc/default/grub", "")
            .with("/boot/grub/grub.cfg", menu)
            .with(GRUB_ENVIRONMENT, "# GRUB\n");
    boot(OLD, COMMAND_LINE);
  }

  /** Lives until the service has seen the reboot's end, and the agent has tidied up after it. */
  void live() throws Exception {
    for (int start = 0; start < STARTS; start++) {
      try {
        if (serve(agent())) {
          return;
        }
      } catch (Effects.Killed e) {
        die();
      } catch (FakeKexecSystem.Rebooted e) {
        depart();
        if (slotSpoilt && slotIsEntered()) {
          hang();
        } else {
          boot(NEW, commandLine + " oops=panic fleetfoot.exec=" + RebootingService.EXEC_ID);
        }
      } catch (Restarted e) {
        depart();
        bootByFirmware();
      } catch (IOException | RuntimeException e) {
        end(e);
      }
    }
    throw new AssertionError("no end, %s".formatted(this));
  }

  /** Runs one agent, and returns whether nothing is left to do. */
  private boolean serve(AgentLoop loop) throws Exception {
    int soonest = 0;
    int lasted = 0;
    for (int tick = 0; tick < TICKS; tick++) {
      try {
        loop.tick();
      } catch (ServiceException | IOException e) {
        effects.requireLife();
        // as AgentLoop.run() does
        log.add(e.toString());
      }
      if (effects.anyLasts() && ++lasted == TICKS_OF_A_FAULT) {
        holdOut();
        effects.endFaults();
        lasted = 0;
        soonest = tick + TICKS_AFTER_A_FAULT;
      }
      if (service.pollsSinceTheEnd() > 2 && !effects.anyLasts() && tick >= soonest) {
        return true;
      }
    }
    throw new AssertionError("stuck, %s".formatted(this));
  }

  /** The process ends with status 1, and systemd starts it again. */
  private void end(Exception e) {
    check(wrong, boots == 1 && service.history().isEmpty(), "the agent ends by " + e);
    // as AgentMain does
    log.add(e.toString());
    failedStarts++;
    if (failedStarts == STARTS_OF_A_FAULT) {
      effects.endFaults();
    }
  }

  private void depart() throws IOException {
    departures++;
    boolean written = journal().contains("\"leaving\":") && !journal().contains("\"leaving\":0");
    check(wrong, written, "left with a journal of " + journal());
  }

  /** What the next kernel was to run is something else by now: nothing but a watchdog ends that. */
  private void hang() throws IOException {
    check(wrong, watchdog.counting, "hangs without a watchdog");
    watchdog.counting = false;
    bootByFirmware();
  }

  private boolean slotIsEntered() {
    return system.calls().contains("load CRASH");
  }

  /**
   * What must hold while a fault lasts, such as a full disk, and what must have been said of it.
   */
  private void holdOut() {
    boolean stays = effects.lasts(Fault.FORBIDDEN_LOADS) && system.loaded(Target.NORMAL);
    // nobody can unload what the kernel does not let go; then that is what has to be said
    check(wrong, stays || !system.loaded(Target.NORMAL), "an image is loaded while a fault lasts");
    check(
        wrong,
        !stays || service.reason().contains("could not be taken back at once"),
        "said of an image that stays: " + service.reason());
    check(wrong, !watchdog.counting, "the watchdog counts while a fault lasts");
    check(wrong, !nextEntry(), "GRUB is told to start another kernel while a fault lasts");
    check(
        wrong,
        effects.writesRefused() == 0 || log.says("No space left on device"),
        "nothing is said of a full disk");
  }

  /** What others on the host do to the agent's plans. */
  private void somebodyDoes(Fault fault) {
    if (fault == Fault.KDUMP_LOADED && !regionGone) {
      slotSpoilt |= !system.loaded(Target.CRASH);
      new Kdump().start("kdump.service");
    } else if (fault == Fault.REGION_GONE && !system.loaded(Target.CRASH)) {
      regionGone = true;
      slotSpoilt = true;
      system.loseRegion();
    }
  }

  private void die() throws Exception {
    Fault death = effects.death();
    effects.revive();
    if (death == Fault.KILL) {
      return;
    }
    if (death == Fault.POWER_CUT) {
      disk.cutPower();
    }
    cutAfterTheProof = service.state() == RebootingService.State.SUCCEEDED;
    bootByFirmware();
  }

  private void bootByFirmware() throws IOException {
    boolean once = nextEntry();
    grub.apply(BootOnce.undoing(List.of("grub-editenv", "-", "unset", "next_entry")));
    boot(once ? NEW : bootDefault, COMMAND_LINE);
  }

  private void boot(String kernel, String line) {
    boots++;
    regionGone = false;
    slotSpoilt = false;
    release = kernel;
    commandLine = line;
    panicsOnOops = line.contains("oops=panic");
    watchdog.counting &= !line.equals(COMMAND_LINE);
    system = new FakeKexecSystem(RAM, CRASH).withQuickRegion(QUICK);
    new Kdump().start("kdump.service");
  }

  private boolean nextEntry() {
    return grub.tree().text(GRUB_ENVIRONMENT).orElseThrow().contains("next_entry=");
  }

  private AgentLoop agent() throws IOException {
    KexecSystem kernel = effects.counted(KexecSystem.class, system);
    Path state = disk.root();
    var probation =
        new Probation(
            new Probation.Means(
                Optional.of(effects.counted(Watchdog.class, watchdog)),
                Duration.ofMinutes(5),
                effects.counted(KernelSettings.class, new Oops()),
                Optional.of(effects.counted(CrashDumps.class, new Kdump())),
                effects.counted(BootDefault.class, this::choose)),
            state,
            new IgnoredEvents());
    var host = new Machine();
    var random = new Random(1);
    var client =
        new ServiceClient(
            new ServiceClient.Endpoint(service.url(), Optional.empty(), Duration.ofSeconds(60)),
            InstantSource.system(),
            random);
    return new AgentLoop(
        new AgentLoop.Surroundings(
            host,
            kernel,
            new GuardedDeparture(new Leaving(kernel), probation, () -> host.facts().bootId()),
            probation,
            client,
            duration -> effects.requireLife(),
            InstantSource.fixed(TestManifests.NOW),
            () -> nanos.addAndGet(1_000_000),
            random,
            new IgnoredEvents(),
            new FakeCheckup()),
        new AgentLoop.Settings(
            state,
            trustedKeys,
            new JoinToken(Optional.of("jt"), Optional.empty()),
            Map.of(),
            Duration.ofSeconds(1),
            "1",
            0,
            new LoadSettings("Quick kexec", false),
            false));
  }

  /** Says what is between the old kernel and the new one, if anything is. */
  Optional<String> inBetween() throws IOException {
    RebootingService.State end = service.state();
    boolean proven = end == RebootingService.State.SUCCEEDED;
    // what is proven and not committed yet ends with a power cut: the default runs again
    String wanted = cutAfterTheProof ? bootDefault : proven ? NEW : OLD;
    check(wrong, release.equals(wanted), release + " runs");
    check(wrong, bootDefault.equals(wanted), "the default is " + bootDefault);
    check(wrong, service.seenRelease().equals(release), "reported is " + service.seenRelease());
    check(
        wrong,
        end != RebootingService.State.REFUSED || !service.reason().isEmpty(),
        "no reason is reported");
    check(wrong, departures < 2, departures + " departures");
    check(wrong, !system.loaded(Target.NORMAL), "an image is loaded");
    check(
        wrong,
        regionGone || system.entry(Target.CRASH).equals(Optional.of(KDUMP)),
        "the crash image is " + system.entry(Target.CRASH));
    check(wrong, !watchdog.counting, "the watchdog counts");
    check(wrong, !nextEntry(), "GRUB is told to start another kernel once");
    check(wrong, !panicsOnOops, "the kernel panics on oops");
    check(wrong, !journal().contains("\"execution\""), "the journal has an execution");
    check(wrong, !journal().contains("\"undelivered\""), "the journal has a report");
    return wrong.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", wrong) + "; " + this);
  }

  private String journal() throws IOException {
    Path file = disk.root().resolve("journal.json");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private static void check(List<String> wrong, boolean right, String found) {
    if (!right) {
      wrong.add(found);
    }
  }

  @Override
  public String toString() {
    List<String> steps = effects.names();
    return "%s in boot %d after %s, the last being %s; service %s"
        .formatted(
            release,
            boots,
            effects.met(),
            steps.subList(Math.max(0, steps.size() - 25), steps.size()),
            service.history());
  }

  private BootDefault.Result choose(String wanted) {
    var outcome =
        bootDefault.equals(wanted) ? BootDefault.Outcome.UNCHANGED : BootDefault.Outcome.COMMITTED;
    bootDefault = wanted;
    return new BootDefault.Result(outcome, "an entry");
  }

  /** Thrown in place of a reboot by firmware, which does not return. */
  private static final class Restarted extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Leaves as the agent does where it asks nobody else. */
  private final class Leaving implements Departure {
    private final KexecSystem kernel;

    Leaving(KexecSystem kernel) {
      this.kernel = kernel;
    }

    @Override
    public void leave(Way way, LastWord lastWord) throws IOException {
      kernel.syncFilesystems();
      disk.sync();
      lastWord.say();
      if (way == Way.FIRMWARE) {
        effects.requireLife();
        if (effects.meet("restart") == Fault.NONE) {
          throw new Restarted();
        }
        effects.requireLife();
        throw new IOException("reboot(LINUX_REBOOT_CMD_RESTART) = EPERM");
      }
      kernel.reboot();
    }

    @Override
    public boolean callOff() {
      return true;
    }
  }

  private static final class Watch implements Watchdog {
    private boolean counting;

    @Override
    public String name() {
      return "/dev/watchdog0";
    }

    @Override
    public void arm(Duration timeout) {
      counting = true;
    }

    @Override
    public void disarm() {
      counting = false;
    }
  }

  private final class Oops implements KernelSettings {
    @Override
    public boolean panicsOnOops() {
      return panicsOnOops;
    }

    @Override
    public void panicOnOops(boolean panics) {
      panicsOnOops = panics;
    }
  }

  /** Its image is told by its entry. */
  private final class Kdump implements CrashDumps {
    @Override
    public Optional<String> active() {
      return system.loaded(Target.CRASH) ? Optional.of("kdump.service") : Optional.empty();
    }

    @Override
    public void stop(String unit) {
      system.unload(Target.CRASH);
    }

    @Override
    public boolean start(String unit) {
      if (regionGone) {
        return false;
      }
      if (!system.loaded(Target.CRASH)) {
        var page = AddressRange.ofSize(CRASH.start() + (2 << 20), AddressRange.PAGE_SIZE);
        system.load(
            Target.CRASH,
            Long.decode(KDUMP),
            List.of(new Segment(ByteBuffer.allocateDirect(16), page)));
      }
      return true;
    }
  }

  /** The machine as it is now. */
  private final class Machine implements Host {
    @Override
    public HostFacts facts() {
      HostFacts fit = TestFacts.withMemory(regionGone ? NO_REGION : IOMEM);
      HostFacts.Identity was = fit.identity();
      KexecFacts kexec = fit.kexec();
      return new HostFacts(
          new HostFacts.Identity(
              was.hostname(),
              was.machineId(),
              "3b3c1f0e-5d2a-4c53-9d0e-%012d".formatted(boots),
              release,
              commandLine,
              was.architecture()),
          fit.memoryMap(),
          new KexecFacts(
              kexec.supported(),
              system.loaded(Target.CRASH),
              kexec.loadDisabled(),
              kexec.loadLimitPanic(),
              kexec.loadLimitReboot(),
              kexec.lockdown(),
              kexec.missingCapabilities(),
              kexec.hostPidNamespace(),
              kexec.readableMemory()),
          fit.platform());
    }

    @Override
    public Handover handover() {
      return still.handover();
    }

    @Override
    public List<SetupData> setupData() {
      return still.setupData();
    }

    @Override
    public ClockReading clocks() {
      return still.clocks();
    }

    @Override
    public KernelTraces traces() {
      return still.traces();
    }

    @Override
    public void writeToKernelLog(String line) {
      still.writeToKernelLog(line);
    }

    @Override
    public BootFiles bootFiles() {
      return effects.counted(BootFiles.class, grub);
    }

    @Override
    public void letGo(MappedByteBuffer mapped) {
      still.letGo(mapped);
    }

    @Override
    public ScratchMemory allocate(long bytes) {
      return still.allocate(bytes);
    }
  }
}
