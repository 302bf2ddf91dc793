package io.fleetfoot.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.KexecFacts;
import io.fleetfoot.agent.preflight.Refusal;
import io.fleetfoot.agent.preflight.testing.TestFacts;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What one EPERM of the kernel means and what another. */
class LoadRefusalTest {
  private static final int EPERM = 1;
  private static final OptionalLong NO_LIMIT = OptionalLong.empty();

  @Test
  void namesTheSignatureThatAKernelUnderLockdownDoesNotAccept() {
    Refusal refusal = refusal(LoadMethod.FILE, facts(false, NO_LIMIT, "integrity", Set.of()));
    assertThat(refusal.check()).isEqualTo("kernel-signature");
    assertThat(refusal.found()).endsWith("= EPERM under lockdown [integrity]");
    assertThat(refusal.wanted()).contains("signature the running kernel's keyrings accept");
    assertThat(refusal.remedy()).contains("mokutil --import").contains("dmesg");
  }

  @Test
  void namesTheCapabilityThatIsMissingUnderLockdownToo() {
    Refusal refusal =
        refusal(LoadMethod.FILE, facts(false, NO_LIMIT, "integrity", Set.of("CAP_SYS_BOOT")));
    assertThat(refusal.check()).isEqualTo("privileges");
    assertThat(refusal.found()).isEqualTo("no CAP_SYS_BOOT");
  }

  @Test
  void namesTheSysctlThatForbidsLoads() {
    assertThat(refusal(LoadMethod.FILE, facts(true, NO_LIMIT, "integrity", Set.of())).check())
        .isEqualTo("kexec-load-disabled");
  }

  @Test
  void namesTheLimitThatIsUsedUp() {
    assertThat(
            refusal(LoadMethod.NORMAL, facts(false, OptionalLong.of(0), "none", Set.of())).check())
        .isEqualTo("kexec-load-limit");
  }

  @Test
  void namesTheLockdownThatForbidsEveryLoadButAFiles() {
    assertThat(refusal(LoadMethod.RESERVED, facts(false, NO_LIMIT, "integrity", Set.of())).check())
        .isEqualTo("lockdown");
  }

  @Test
  void leavesTheRestToTheKernelsLog() {
    Refusal refusal = refusal(LoadMethod.FILE, facts(false, NO_LIMIT, "none", Set.of()));
    assertThat(refusal.check()).isEqualTo("kernel-load");
    assertThat(refusal.remedy()).contains("a security module");
  }

  @Test
  void isSilentOfWhatMayBeTakenTheNextTime() {
    assertThat(
            LoadRefusal.of(
                new KexecException("kexec_load(…)", 16), LoadMethod.NORMAL, TestFacts.fit()))
        .isEmpty();
  }

  private static Refusal refusal(LoadMethod method, HostFacts facts) {
    return LoadRefusal.of(new KexecException("kexec_file_load(…)", EPERM), method, facts)
        .orElseThrow();
  }

  private static HostFacts facts(
      boolean disabled, OptionalLong limit, String lockdown, Set<String> missing) {
    return TestFacts.with(
        new KexecFacts(
            true, false, disabled, OptionalLong.empty(), limit, lockdown, missing, true, true),
        TestFacts.PLATFORM);
  }
}
