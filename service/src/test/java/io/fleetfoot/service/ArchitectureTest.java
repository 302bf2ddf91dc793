package io.fleetfoot.service;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {

  private static final String ROOT = "io.fleetfoot.service";
  private static final String[] PURE =
      rooms("access", "fleet", "window", "reboot", "admission", "timing", "rollout");
  private static final String ICALENDAR = room("window.icalendar");
  private static final String[] EDGES = rooms("api", "console", "kubernetes", "outbound", "store");

  private static final JavaClasses SERVICE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void pureRoomsImportOnlyJavaAndJSpecify() {
    check(
        classes()
            .that()
            .resideInAnyPackage(PURE)
            .and()
            .resideOutsideOfPackage(ICALENDAR)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(and(PURE, "java..", "org.jspecify..")));
  }

  @Test
  void icalendarAddsOneLibraryToThePureRoomItIsIn() {
    check(
        classes()
            .that()
            .resideInAPackage(ICALENDAR)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                room("window"), "java..", "org.jspecify..", "com.github.mangstadt.vinnie.."));
  }

  @Test
  void importsOnlyRunDown() {
    check(
        layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
            .layer("wiring")
            .definedBy(ROOT)
            .layer("edges")
            .definedBy(EDGES)
            .layer("scheduler")
            .definedBy(rooms("scheduler"))
            .layer("rollout")
            .definedBy(rooms("rollout"))
            .layer("judges")
            .definedBy(rooms("admission", "reboot", "timing"))
            .optionalLayer("window")
            .definedBy(rooms("window"))
            .layer("fleet")
            .definedBy(rooms("fleet"))
            .layer("access")
            .definedBy(rooms("access"))
            .whereLayer("wiring")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("edges")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("scheduler")
            .mayOnlyBeAccessedByLayers("wiring", "edges")
            .whereLayer("rollout")
            .mayOnlyBeAccessedByLayers("wiring", "edges", "scheduler")
            .whereLayer("judges")
            .mayOnlyBeAccessedByLayers("wiring", "edges", "scheduler", "rollout")
            .whereLayer("window")
            .mayOnlyBeAccessedByLayers("wiring", "edges", "scheduler", "rollout", "judges")
            .whereLayer("access")
            .mayOnlyBeAccessedByLayers("wiring", "edges", "scheduler"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "console", "kubernetes", "outbound", "store"})
  void edgesNeverImportEachOther(String edge) {
    String[] others = rooms(otherThan(edge, "api", "console", "kubernetes", "outbound", "store"));

    check(
        noClasses()
            .that()
            .resideInAPackage(room(edge))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(others));
  }

  @ParameterizedTest
  @ValueSource(strings = {"admission", "reboot", "timing"})
  void judgesNeverImportEachOther(String judge) {
    String[] others = rooms(otherThan(judge, "admission", "reboot", "timing"));

    check(
        noClasses()
            .that()
            .resideInAPackage(room(judge))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(others));
  }

  @Test
  void roomsHaveNoCircles() {
    check(slices().matching(ROOT + ".(*)..").should().beFreeOfCycles());
  }

  @Test
  void sqlIsSpokenInTheStoreAlone() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(rooms("store"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc.."));
  }

  @Test
  void httpIsSpokenInTheEdgesAlone() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(rooms("scheduler", "store"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.springframework.web..",
                "org.springframework.security..",
                "jakarta.servlet.."));
  }

  @Test
  void nobodyAsksTheClockOutsideTheWiring() {
    check(
        noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class));
  }

  @Test
  void noClassIsNamedAfterNothing() {
    check(
        noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Common|Helper|Impl|Manager|Dto|DTO)(\\$.*)?"));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(SERVICE);
  }

  private static String room(String name) {
    return ROOT + "." + name + "..";
  }

  private static String[] rooms(String... names) {
    return Arrays.stream(names).map(ArchitectureTest::room).toArray(String[]::new);
  }

  private static String[] otherThan(String name, String... names) {
    return Arrays.stream(names).filter(other -> !other.equals(name)).toArray(String[]::new);
  }

  private static String[] and(String[] packages, String... more) {
    return Stream.concat(Arrays.stream(packages), Arrays.stream(more)).toArray(String[]::new);
  }
}
