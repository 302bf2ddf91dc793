package io.fleetfoot.service.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostSelectorTest {

  private static final Facts FACTS =
      new Facts(
          "web-7",
          "m-7",
          "b-7",
          "6.12.0",
          "",
          "x86_64",
          1,
          List.of(new Facts.ReservedRegion("Vendor kexec", "0x18000000", "0x20000000")),
          "1.2.3");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                          | true
          rack=r1                     | true
          rack==r1                    | true
          rack = r2                   | false
          rack=r1,rack=r2             | false
          rack!=r1                    | false
          rack!=r2                    | true
          tier!=db                    | true
          rack                        | true
          tier                        | false
          !rack                       | false
          ! tier                      | true
          rack in (r1, r2)            | true
          rack in (r2)                | false
          tier in (db)                | false
          rack notin (r1)             | false
          rack notin (r2)             | true
          tier notin (db,)            | true
          empty=                      | true
          empty in ()                 | true
          rack in (r1),tier!=db,empty | true
          rack in (r1),tier           | false
          in in (in)                  | true
          fleetfoot.io/hostname=web-7 | true
          fleetfoot.io/hostname=liar  | false
          fleetfoot.io/agent-version notin (1.2.3) | false
          fleetfoot.io/quick-region,!fleetfoot.io/crash-region | true
          fleetfoot.io/crash-region | false
          fleetfoot.io/kernel-release in (6.12.0,6.13.0),fleetfoot.io/architecture=x86_64 | true
          """)
  void choosesAsKubernetesDoes(String selector, boolean chosen) {
    Host host =
        new Host(
            new HostId(UUID.randomUUID()),
            FACTS,
            new Labels(Map.of("rack", "r1", "empty", "", "in", "in", FactLabels.HOSTNAME, "liar")),
            new Availability(Availability.State.UP, Instant.EPOCH, "test"),
            null,
            Instant.EPOCH,
            Instant.EPOCH);

    assertThat(HostSelector.parse(selector).matches(host)).isEqualTo(chosen);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rack=r1,          | found the end, wanted a label's key
          ,                 | found "," at column 1, wanted a label's key
          =r1               | found "=" at column 1, wanted a label's key
          rack r1           | found "r" at column 6, wanted a comma or the end
          rack in r1        | found "r" at column 9, wanted a set such as (a,b)
          rack in (r1       | found the end, wanted a comma or )
          rack in (r1 r2)   | found "r" at column 13, wanted a comma or )
          rack notin        | found the end, wanted a set such as (a,b)
          rack=(r1)         | found "(" at column 6, wanted a comma or the end
          """)
  void saysWhereASelectorIsWrong(String selector, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostSelector.parse(selector))
        .withMessage(message);
  }

  @Test
  void anAgentThatIsTooOldToSayItsVersionHasNone() {
    Facts old = new Facts("web-7", "m-7", "b-7", "6.12.0", "", "x86_64", 1, List.of(), "");

    assertThat(FactLabels.of(old).values()).doesNotContainKey(FactLabels.AGENT_VERSION);
  }

  @Test
  void aFactThatIsTooLongForALabelIsCut() {
    Facts chatty =
        new Facts("h".repeat(300), "m-7", "b-7", "6.12.0", "", "x86_64", 1, List.of(), "1");

    assertThat(FactLabels.of(chatty).values().get(FactLabels.HOSTNAME)).hasSize(253);
  }
}
