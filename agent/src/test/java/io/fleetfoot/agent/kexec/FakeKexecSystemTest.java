package io.fleetfoot.agent.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.testing.FakeKexecSystem;
import io.fleetfoot.agent.kexec.testing.KexecSystemContract;
import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeKexecSystemTest extends KexecSystemContract {

  private static final AddressRange RAM = new AddressRange(0, 1L << 30);
  private static final AddressRange REGION = new AddressRange(0x10000000, 0x20000000);

  private final FakeKexecSystem system = new FakeKexecSystem(RAM, REGION);

  @Override
  protected KexecSystem system() {
    return system;
  }

  @Override
  protected AddressRange region() {
    return REGION;
  }

  @Test
  void jumpsOnlyWithAnImage() {
    assertThatExceptionOfType(KexecException.class)
        .isThrownBy(system::reboot)
        .withMessage("reboot(LINUX_REBOOT_CMD_KEXEC) = EINVAL");
  }

  @Test
  void writesTheNormalImageWhenItJumps() {
    ByteBuffer source = ByteBuffer.allocateDirect(1).put((byte) 7).flip();
    AddressRange page = AddressRange.ofSize(0x3000, 0x1000);
    system.load(Target.NORMAL, page.start(), List.of(new Segment(source, page)));
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class).isThrownBy(system::reboot);
    ByteBuffer into = ByteBuffer.allocate(1);
    system.physicalMemory().read(page.start(), into);
    assertThat(into.get(0)).isEqualTo((byte) 7);
  }

  @Test
  void refusesLoadsAsToldTo() {
    system.refuseLoadsWith(1);
    assertThatExceptionOfType(KexecException.class)
        .isThrownBy(() -> system.load(Target.CRASH, 0, List.of()))
        .withMessageEndingWith("= EPERM");
  }

  @Test
  void hasNoQuickLoadsWithoutARegionForThem() {
    assertThatExceptionOfType(KexecException.class)
        .isThrownBy(() -> system.load(Target.QUICK, 0x3000, List.of(page(0x3000))))
        .withMessageEndingWith("= ENODEV");
    assertThatExceptionOfType(KexecException.class)
        .isThrownBy(() -> system.unload(Target.QUICK))
        .withMessageEndingWith("= EINVAL");
  }

  @Test
  void dropsTheOldImageBeforeAQuickLoadItRefuses() {
    system.withQuickRegion(new AddressRange(0x3000, 0x5000));
    system.load(Target.QUICK, 0x3000, List.of(page(0x3000)));
    assertThat(system.loaded(Target.NORMAL)).as("it is what reboot(2) runs").isTrue();
    assertThatExceptionOfType(KexecException.class)
        .isThrownBy(() -> system.load(Target.QUICK, 0x5000, List.of(page(0x5000))))
        .withMessageEndingWith("= EADDRNOTAVAIL");
    assertThat(system.loaded(Target.QUICK)).isFalse();
  }

  @Test
  void takesMemoryForAnOrdinaryImageAlone() {
    system.withQuickRegion(new AddressRange(0x3000, 0x5000));
    system.load(Target.QUICK, 0x3000, List.of(page(0x3000)));
    assertThat(system.availableMemory()).isEqualTo(RAM.size());
    system.load(Target.NORMAL, 0x3000, List.of(page(0x3000)));
    assertThat(system.availableMemory()).isEqualTo(RAM.size() - 0x1000);
  }

  private static Segment page(long address) {
    ByteBuffer source = ByteBuffer.allocateDirect(1).put((byte) 7).flip();
    return new Segment(source, AddressRange.ofSize(address, 0x1000));
  }

  @Test
  void readsOnlyRam() {
    assertThatExceptionOfType(KexecException.class)
        .isThrownBy(() -> system.physicalMemory().read(RAM.end(), ByteBuffer.allocate(1)))
        .withMessageEndingWith("= EIO");
  }
}
