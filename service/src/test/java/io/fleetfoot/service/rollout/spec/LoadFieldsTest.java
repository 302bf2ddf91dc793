package io.fleetfoot.service.rollout.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fleetfoot.service.reboot.LoadMethod;
import io.fleetfoot.service.reboot.LoadPolicy;
import io.fleetfoot.service.reboot.Verification;
import io.fleetfoot.service.rollout.RolloutSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class LoadFieldsTest {
  private static final String PLAIN = "{'kernelImage': null, 'methods': ['firmware']}";

  @Property
  void keepsWhatIsAskedForWhateverTheOrder(
      @ForAll @NotEmpty Set<LoadMethod> methods, @ForAll Verification verification) {
    Map<String, Object> json = SpecJson.with("{}");
    List<String> words = new ArrayList<>(methods.stream().map(LoadMethod::wireName).toList());
    json.put("methods", words);
    json.put("verification", verification.wireName());

    RolloutSpec read = SpecJson.read(json);

    assertThat(read.load()).isEqualTo(new LoadPolicy(List.copyOf(methods), verification));
    assertThat(read.load().methods()).isSorted();
    assertThat(SpecJson.read(SpecJson.shown(read))).isEqualTo(read);
  }

  @Property
  void givesAHostThatMayGoThroughItsFirmwareTheTimeForIt(
      @ForAll @NotEmpty Set<LoadMethod> methods) {
    Map<String, Object> json = SpecJson.with("{}");
    json.put("methods", methods.stream().map(LoadMethod::wireName).toList());

    assertThat(SpecJson.read(json).bootDeadline())
        .isEqualTo(Duration.ofMinutes(methods.contains(LoadMethod.FIRMWARE) ? 20 : 10));
    json.put("bootDeadline", "PT3M");
    assertThat(SpecJson.read(json).bootDeadline()).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void rebootsByFirmwareWithoutAKernelImage() {
    RolloutSpec plain = SpecJson.read(SpecJson.with(PLAIN));

    assertThat(plain.isPlainReboot()).isTrue();
    assertThat(plain.load()).isEqualTo(LoadPolicy.plainReboot());
    assertThat(plain.bootDeadline()).isEqualTo(Duration.ofMinutes(20));
  }

  @Test
  void showsAPlainRebootAsItIs() {
    RolloutSpec plain = SpecJson.read(SpecJson.with(PLAIN));

    assertThat(SpecJson.shown(plain))
        .containsEntry("methods", List.of("firmware"))
        .containsEntry("bootDeadline", "PT20M")
        .doesNotContainKeys("kernelImage", "verification");
    assertThat(SpecJson.read(SpecJson.shown(plain))).isEqualTo(plain);
  }

  @Test
  void saysOfAKernelImageThatIsNoneOnlyThat() {
    assertThat(
            catchThrowableOfType(
                    InvalidSpecException.class,
                    () ->
                        SpecJson.read(SpecJson.with("{'kernelImage': 7, 'verification': 'none'}")))
                .faults())
        .extracting(Fault::path)
        .containsExactly("$.kernelImage");
  }
}
