package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.api.Endpoints.Endpoint;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Writes the reference page of the roles from the rules at the handlers. */
final class RolesPage {

  private RolesPage() {}

  static String of(List<Endpoint> endpoints) {
    StringBuilder page =
        new StringBuilder("# Roles\n\n")
            .append(
                "<!-- Written from the code by EndpointRolesTest: mvn -pl service -am test"
                    + " -Dtest=EndpointRolesTest -Dsurefire.failIfNoSpecifiedTests=false"
                    + " -Dfleetfoot.docs.write=true -->\n")
            .append(
                """

                Whoever asks for `/api/v1` shows `Authorization: Bearer <token>` and has a role, by an API token or by OpenID Connect
                ([access](../operations/access.md)). `GET /api/v1/whoami` says which.

                | role | what its holder does |
                |---|---|
                """);
    for (Role role : Role.values()) {
      page.append("| `%s` | %s |\n".formatted(role, role.sentence()));
    }
    page.append("\n## Who may ask for what\n\n| endpoint |");
    page.append(columns(role -> " " + role + " |")).append("\n|---|");
    page.append(columns(role -> "---|")).append('\n');
    for (Endpoint endpoint : endpoints) {
      Role wanted = Objects.requireNonNull(endpoint.role(), endpoint::toString);
      page.append("| `%s %s`%s |".formatted(endpoint.method(), endpoint.path(), body(endpoint)));
      page.append(columns(role -> role.includes(wanted) ? " yes |" : " no |")).append('\n');
    }
    page.append(
        """

        Without a token, or with an agent's credentials, the answer to each is 401 `unauthenticated`; with a role that does not
        include the wanted one it is 403 `forbidden`, which names the role found and the role wanted. `/actuator/health` and
        what is below it, `/actuator/prometheus`, `/api/v1/openapi.json` and `/problems/{code}` are open to everybody. The agents' calls, `/agent/v1`, are
        [the agents' own](agent-protocol/index.md). Anything else is closed.
        """);
    return page.toString();
  }

  private static String body(Endpoint endpoint) {
    return endpoint.consumes() == null ? "" : " (`%s`)".formatted(endpoint.consumes());
  }

  private interface Cell {
    String of(Role role);
  }

  private static String columns(Cell cell) {
    return Arrays.stream(Role.values()).map(cell::of).collect(Collectors.joining());
  }
}
