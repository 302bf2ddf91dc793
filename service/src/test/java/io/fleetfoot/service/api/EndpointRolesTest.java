package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.api.Endpoints.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EndpointRolesTest {

  private static final Path PAGE = Path.of("../docs/reference/roles.md");
  private static final Set<String> QUESTIONS =
      Set.of(
          "/api/v1/rollouts:plan", "/api/v1/rollouts:simulate", "/api/v1/uptime-policies:preview");
  private static final List<Endpoint> ENDPOINTS = Endpoints.ofControllers();

  @Test
  void everyHandlerOfTheApiHasARule() {
    assertThat(ENDPOINTS).isNotEmpty();
    assertThat(ENDPOINTS)
        .as("handlers under /api/v1 without @RequiresRole")
        .filteredOn(endpoint -> endpoint.role() == null)
        .isEmpty();
  }

  /** What is posted only to be answered changes nothing. */
  @Test
  void whateverChangesSomethingAsksForMoreThanReading() {
    assertThat(ENDPOINTS)
        .filteredOn(endpoint -> !endpoint.method().equals("GET"))
        .filteredOn(endpoint -> !QUESTIONS.contains(endpoint.path()))
        .isNotEmpty()
        .allSatisfy(endpoint -> assertThat(endpoint.role()).isNotEqualTo(Role.VIEWER));
  }

  @Test
  void rolesPageSaysWhatTheCodeSays() throws IOException {
    String text = RolesPage.of(ENDPOINTS);
    if (Boolean.getBoolean("fleetfoot.docs.write")) {
      Files.writeString(PAGE, text);
    }
    assertThat(PAGE)
        .as("docs/reference/roles.md; write it anew with -Dfleetfoot.docs.write=true")
        .hasContent(text);
  }
}
