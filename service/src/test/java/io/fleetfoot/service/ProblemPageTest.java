package io.fleetfoot.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.scheduler.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemPageTest {

  private static final Path PAGE = Path.of("../docs/reference/problems.md");
  private static final Path SOURCES = Path.of("src/main/java");

  /** A code stands as the first argument of an exception, or beside the property "code". */
  private static final Pattern CODE =
      Pattern.compile(
          "(?:Exception\\(\\s*|[cC]ode\"?\\s*,\\s*|CODE\\s*=\\s*)\"([a-z]+(?:-[a-z]+)+)\"");

  @Test
  void pageSaysWhatTheCodeSays() throws IOException {
    String page = page();
    if (Boolean.getBoolean("fleetfoot.docs.write")) {
      Files.writeString(PAGE, page);
    }

    assertThat(PAGE)
        .as("docs/reference/problems.md; write it anew with -Dfleetfoot.docs.write=true")
        .hasContent(page);
  }

  @Test
  void everyCodeInTheSourcesIsDocumented() throws IOException {
    Set<String> undocumented = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        CODE.matcher(Files.readString(file))
            .results()
            .map((MatchResult match) -> match.group(1))
            .filter(code -> ProblemCode.named(code).isEmpty())
            .forEach(undocumented::add);
      }
    }

    assertThat(undocumented).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyCodeSaysWhatItMeans(ProblemCode code) {
    assertThat(code.sentence()).endsWith(".");
    assertThat(code.status()).isBetween(400, 599);
    assertThat(code.wireName()).matches("[a-z]+(-[a-z]+)*");
    assertThat(ProblemCode.named(code.wireName())).contains(code);
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Problems

            <!-- Written from the code by ProblemPageTest: mvn -pl service -am test -Dtest=ProblemPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dfleetfoot.docs.write=true -->

            Every answer with a status from 400 on is `application/problem+json` (RFC 9457):

            ```json
            {"type": "/problems/malformed-request", "title": "malformed request", "status": 400,
             "detail": "?limit: must be less than or equal to 1000", "instance": "/api/v1/hosts",
             "code": "malformed-request", "errors": [{"path": "?limit", "detail": "must be less than or equal to 1000"}]}
            ```

            Programs go by `code`, which never changes; `detail` is for people and does. `GET` of `type`, which needs no
            credentials, answers what stands here.

            | code | status | what it means, and what to do |
            |---|---|---|
            """);
    for (ProblemCode code : ProblemCode.values()) {
      page.append(
          "| `%s` | %d | %s |\n".formatted(code.wireName(), code.status(), code.sentence()));
    }
    return page.toString();
  }
}
