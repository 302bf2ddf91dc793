package io.fleetfoot.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.scheduler.FleetMeters;
import io.fleetfoot.service.scheduler.Meters;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReferencePagesTest {

  private static final Path REFERENCE = Path.of("../docs/reference");
  private static final boolean WRITE = Boolean.getBoolean("fleetfoot.docs.write");

  @Test
  void statesPageSaysWhatTheCodeSays() throws IOException {
    assertPage("states.md", ReferencePages.states());
  }

  @Test
  void metricsPageSaysWhatTheCodeSays() throws IOException {
    assertPage("metrics.md", ReferencePages.metrics(FleetMeters.bucketSeconds()));
  }

  @Test
  void configurationPageSaysWhatTheCodeSays() throws IOException {
    assertPage("configuration.md", ReferencePages.configuration(properties()));
  }

  @Test
  void specPageSaysWhatTheCodeSays() throws IOException {
    assertPage("rollout-spec.md", RolloutSpecPage.text());
  }

  @Test
  void everyKeyHasASentence() throws IOException {
    assertThat(properties())
        .isNotEmpty()
        .allSatisfy(property -> assertThat(property.path("description").asString("")).isNotBlank());
  }

  @ParameterizedTest
  @EnumSource
  void everyMeterHasASentence(Meters meter) {
    assertThat(meter.sentence()).endsWith(".");
    assertThat(meter.prometheusName()).matches("fleetfoot_[a-z_]+");
    assertThat(meter.labels()).doesNotContain("host", "hostname", "host_id");
  }

  @ParameterizedTest
  @EnumSource
  void everyStateHasASentence(RebootState state) {
    assertThat(state.sentence()).isNotBlank();
  }

  private static void assertPage(String name, String text) throws IOException {
    Path page = REFERENCE.resolve(name);
    if (WRITE) {
      Files.writeString(page, text);
    }
    assertThat(page)
        .as("docs/reference/%s; write it anew with -Dfleetfoot.docs.write=true", name)
        .hasContent(text);
  }

  private static List<JsonNode> properties() throws IOException {
    List<JsonNode> properties = new ArrayList<>();
    for (URL metadata :
        Collections.list(
            ReferencePagesTest.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
      try (InputStream json = metadata.openStream()) {
        for (JsonNode property : JsonMapper.shared().readTree(json).get("properties")) {
          if (property.get("name").asString().startsWith("fleetfoot.")) {
            properties.add(property);
          }
        }
      }
    }
    return properties;
  }
}
