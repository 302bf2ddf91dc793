package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

class OpenApiIT extends RunningService {

  private static final Path COMMITTED = Path.of("../docs/reference/openapi.json");
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  @Autowired
  @Qualifier("requestMappingHandlerMapping") private RequestMappingHandlerMapping handlers;

  @Test
  void isCommittedAsItIsServed() throws IOException {
    String served = client.get("/api/v1/openapi.json").http().body() + "\n";
    if (Boolean.getBoolean("fleetfoot.docs.write")) {
      Files.writeString(COMMITTED, served);
    }

    assertThat(COMMITTED)
        .as("docs/reference/openapi.json; write it anew with -Dfleetfoot.docs.write=true")
        .hasContent(served);
  }

  @Test
  void isOpenApi31ToAParser() {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);

    SwaggerParseResult parsed =
        new OpenAPIV3Parser()
            .readContents(client.get("/api/v1/openapi.json").http().body(), null, options);

    assertThat(parsed.getMessages()).isEmpty();
    assertThat(parsed.getOpenAPI().getOpenapi()).startsWith("3.1");
    assertThat(parsed.getOpenAPI().getPaths()).containsKey("/api/v1/rollouts/{id}/abort");
  }

  @Test
  void everyOperationSaysWhatItDoesAndWhatCanGoWrong() {
    List<String> silent = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document().at("/paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (METHODS.contains(operation.getKey())) {
          check(operation.getKey() + " " + path.getKey(), operation.getValue(), silent);
        }
      }
    }

    assertThat(silent).isEmpty();
  }

  @Test
  void everyAnswerHasItsMediaType() {
    Map<String, String> others = new TreeMap<>();
    for (Map.Entry<String, JsonNode> path : document().at("/paths").properties()) {
      for (JsonNode operation : path.getValue()) {
        for (Map.Entry<String, JsonNode> answer : operation.path("responses").properties()) {
          String wanted =
              answer.getKey().startsWith("2") ? "application/json" : "application/problem+json";
          answer.getValue().path("content").propertyNames().stream()
              .filter(type -> !type.equals(wanted))
              .forEach(type -> others.put(path.getKey() + " " + answer.getKey(), type));
        }
      }
    }

    assertThat(others).isEqualTo(Map.of("/api/v1/events 200", "text/event-stream"));
  }

  @Test
  void hasEveryQueryParameterThatIsTaken() {
    JsonNode paths = document().at("/paths");
    Map<String, Set<String>> taken = new TreeMap<>();
    Map<String, Set<String>> described = new TreeMap<>();
    handlers
        .getHandlerMethods()
        .forEach(
            (info, handler) -> {
              for (String path : info.getPatternValues()) {
                for (RequestMethod method : info.getMethodsCondition().getMethods()) {
                  String name = method + " " + path;
                  JsonNode operation =
                      paths.path(path).path(method.name().toLowerCase(Locale.ROOT));
                  if (!operation.isMissingNode()) {
                    taken
                        .computeIfAbsent(name, key -> new TreeSet<>())
                        .addAll(RequestRules.queryParameters(handler));
                    described.put(name, queryOf(operation));
                  }
                }
              }
            });

    assertThat(taken.get("GET /api/v1/hosts")).contains("label");
    assertThat(described).isEqualTo(taken);
  }

  private static Set<String> queryOf(JsonNode operation) {
    Set<String> names = new TreeSet<>();
    for (JsonNode parameter : operation.path("parameters")) {
      if (parameter.path("in").asString("").equals("query")) {
        names.add(parameter.path("name").asString(""));
      }
    }
    return names;
  }

  @Test
  void everyFieldSaysWhatItIs() {
    List<String> silent = new ArrayList<>();
    for (Map.Entry<String, JsonNode> schema : document().at("/components/schemas").properties()) {
      for (Map.Entry<String, JsonNode> field : schema.getValue().path("properties").properties()) {
        if (!field.getValue().has("description") && !field.getValue().has("$ref")) {
          silent.add(schema.getKey() + "." + field.getKey());
        }
      }
    }

    assertThat(silent).isEmpty();
  }

  private JsonNode document() {
    return client.get("/api/v1/openapi.json").body();
  }

  private static void check(String name, JsonNode operation, List<String> silent) {
    if (operation.path("summary").asString("").isBlank()
        || operation.path("description").asString("").isBlank()
        || operation.path("tags").isEmpty()) {
      silent.add(name);
    }
    for (JsonNode parameter : operation.path("parameters")) {
      if (parameter.path("description").asString("").isBlank()) {
        silent.add(name + " parameter " + parameter.path("name").asString());
      }
    }
    if (!operation.at("/responses/400/content").has("application/problem+json")) {
      silent.add(name + " response 400");
    }
  }
}
