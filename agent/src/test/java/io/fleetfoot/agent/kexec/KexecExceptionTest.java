package io.fleetfoot.agent.kexec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KexecExceptionTest {

  @Test
  void readsAsTheCall() {
    KexecException refusal =
        new KexecException("kexec_load(entry=0x1b000000, 4 segments, flags 0x3e0001)", 16);
    assertThat(refusal)
        .hasMessage("kexec_load(entry=0x1b000000, 4 segments, flags 0x3e0001) = EBUSY");
    assertThat(refusal.errno()).isEqualTo(16);
  }

  @Test
  void printsTheNumberOfAnUnknownError() {
    assertThat(new KexecException("reboot()", 4095)).hasMessage("reboot() = errno 4095");
  }
}
