package io.fleetfoot.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.fleetfoot.agent.lab.HostImage.LabKernel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each load method of a stock kernel without a region or under lockdown, into a real next kernel.
 */
@Timeout(1800)
class MethodsLabIT extends LabTest {

  private static final String WITHOUT_REGION = Lab.COMMAND_LINE.replace("crashkernel=256M ", "");

  @Test
  void hostWithoutARegionEntersByKexecFileLoad() {
    assertThat(provenBy("file")).isEqualTo("file");
  }

  @Test
  void hostWithoutARegionEntersByAnOrdinaryLoad() {
    assertThat(provenBy("normal")).isEqualTo("normal");
  }

  @Test
  void hostWithoutARegionTakesTheBestThatIsLeft() {
    assertThat(provenBy("quick", "reserved", "file", "normal")).isEqualTo("file");
  }

  @Test
  void hostUnderLockdownEntersByKexecFileLoadWhateverElseIsAllowed() {
    Lab lab = startLab(1, Lab.COMMAND_LINE + " lockdown=integrity", Map.of());
    String rollout = rollOut(lab, lab.target(), "quick", "reserved", "file", "normal");
    assertThat(awaitReboot(rollout, "SUCCEEDED").get("method").getAsString()).isEqualTo("file");
  }

  @Test
  void hostUnderLockdownRefusesAKernelWithoutASignature(@TempDir Path directory)
      throws IOException {
    Lab lab = startLab(1, Lab.COMMAND_LINE + " lockdown=integrity", Map.of());
    Path unsigned = withoutSignature(lab.target().kernel(), directory.resolve("vmlinuz"));
    var kernel = new LabKernel(lab.target().release(), unsigned, lab.target().initrd());
    JsonObject refused = awaitReboot(rollOut(lab, kernel, "file"), "REFUSED");
    assertThat(refused.toString()).contains("kernel-signature");
    assertThat(boots(machineOf(refused))).isEqualTo(1);
  }

  @Test
  void plainRebootGoesThroughTheFirmware() {
    Lab lab = startLab(1, WITHOUT_REGION, Map.of());
    JsonObject asked = RolloutRequests.inTwoWaves("plain", "");
    asked.remove("kernelImage");
    JsonArray firmware = new JsonArray();
    firmware.add("firmware");
    asked.add("methods", firmware);
    String rollout = lab.api().createRollout(asked);

    JsonObject proven = awaitReboot(rollout, "SUCCEEDED");

    assertThat(hostOf(proven).get("kernelRelease").getAsString()).isEqualTo(lab.source().release());
    assertThat(boots(machineOf(proven))).isEqualTo(2);
  }

  private static String rollOut(Lab lab, LabKernel kernel, String... methods) {
    String image = lab.createKernelImage("target", kernel, Lab.SAME_COMMAND_LINE);
    JsonObject asked = RolloutRequests.inTwoWaves("methods", image);
    JsonArray allowed = new JsonArray();
    List.of(methods).forEach(allowed::add);
    asked.add("methods", allowed);
    return lab.api().createRollout(asked);
  }

  /** Copies a kernel without the entry that says where its signature is: PE, data directory 4. */
  private static Path withoutSignature(Path signed, Path copy) throws IOException {
    ByteBuffer kernel = ByteBuffer.wrap(Files.readAllBytes(signed)).order(ByteOrder.LITTLE_ENDIAN);
    int optionalHeader = kernel.getInt(0x3c) + 24;
    assertThat(kernel.getShort(optionalHeader)).as("PE32+").isEqualTo((short) 0x20b);
    int securityDirectory = optionalHeader + 112 + 4 * 8;
    assertThat(kernel.getInt(securityDirectory)).as("a signature").isPositive();
    kernel.putLong(securityDirectory, 0);
    return Files.write(copy, kernel.array());
  }

  private String provenBy(String... methods) {
    Lab lab = startLab(1, WITHOUT_REGION, Map.of());
    String rollout = rollOut(lab, lab.target(), methods);
    JsonObject proven = awaitReboot(rollout, "SUCCEEDED");
    assertThat(hostOf(proven).get("kernelRelease").getAsString()).isEqualTo(lab.target().release());
    return proven.get("method").getAsString();
  }
}
