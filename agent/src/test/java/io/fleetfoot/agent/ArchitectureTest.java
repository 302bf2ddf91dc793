package io.fleetfoot.agent;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which room of the agent may import which. */
class ArchitectureTest {

  private static final String AGENT = "io.fleetfoot.agent.";
  private static final JavaClasses AGENT_CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.fleetfoot.agent");

  @Test
  void pureRoomsImportOnlyTheJdkAndEachOther() {
    check(pure("memory"));
    check(pure("timing"));
    check(pure("kexec", "image", "memory"));
    check(pure("preflight", "kexec", "image", "memory"));
  }

  @Test
  void manifestAddsOnlyJson() {
    check(pure("manifest", "file", "json", "preflight", "com.google.gson"));
    check(pure("json", "com.google.gson"));
  }

  @Test
  void commandsReachTheHostThroughPureRoomsOnly() {
    check(
        pure(
            "command",
            "bootmenu",
            "file",
            "image",
            "manifest",
            "preflight",
            "reserve",
            "com.google.gson"));
    check(pure("reserve", "bootmenu", "image", "kexec", "memory"));
    check(pure("bootmenu"));
    check(pure("file"));
  }

  @Test
  void imageAddsOnlyDecompressors() {
    check(
        classes()
            .that()
            .resideInAPackage(AGENT + "image..")
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    AGENT + "image..",
                    AGENT + "memory..",
                    "com.github.luben.zstd..",
                    "io.airlift.compress..",
                    "org.apache.commons.compress.compressors.bzip2..",
                    "org.tukaani.xz..")));
  }

  @Test
  void onlyImageNamesDecompressors() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(AGENT + "image..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "com.github.luben.zstd..",
                "io.airlift.compress..",
                "org.apache.commons.compress..",
                "org.tukaani.xz.."));
  }

  @Test
  void onlyTheMainClassNamesLinux() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(AGENT + "linux..")
            .and()
            .doNotHaveFullyQualifiedName(AGENT + "AgentMain")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(AGENT + "linux.."));
  }

  @Test
  void onlyLinuxNamesJna() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(AGENT + "linux..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna.."));
  }

  @Test
  void linuxFillsPortsAndDoesNotKnowTheWire() {
    check(
        noClasses()
            .that()
            .resideInAPackage(AGENT + "linux..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(AGENT + "client.."));
  }

  @Test
  void theWireKnowsNoRoomOfTheEngine() {
    check(
        noClasses()
            .that()
            .resideInAPackage(AGENT + "client..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(AGENT + "linux..", AGENT + "loop.."));
  }

  @Test
  void nothingImportsTheWiringOrTheLab() {
    Set<String> wiring = Set.of(AGENT + "AgentMain", AGENT + "AgentConfig");
    check(
        noClasses()
            .that(not(resideInAnyPackage("io.fleetfoot.agent", AGENT + "lab..")))
            .should()
            .dependOnClassesThat()
            .haveNameMatching(String.join("|", wiring)));
    check(
        noClasses()
            .that(not(resideInAPackage(AGENT + "lab..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(AGENT + "lab.."));
  }

  @Test
  void roomsAreFreeOfCircles() {
    check(slices().matching(AGENT + "(*)..").should().beFreeOfCycles());
  }

  @Test
  void timeComesInAsAParameter() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName(AGENT + "AgentMain")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class));
  }

  @Test
  void nothingIsCalledUtil() {
    check(
        noClasses()
            .should()
            .resideInAnyPackage("..util..", "..common..", "..helper..", "..impl..", "..dto..")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Manager"));
  }

  private static ArchRule pure(String room, String... below) {
    String[] allowed = new String[below.length + 3];
    allowed[0] = "java..";
    allowed[1] = "org.jspecify..";
    allowed[2] = AGENT + room + "..";
    for (int i = 0; i < below.length; i++) {
      allowed[i + 3] = (below[i].contains(".") ? "" : AGENT) + below[i] + "..";
    }
    return classes()
        .that()
        .resideInAPackage(AGENT + room + "..")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed));
  }

  // the rooms are filled one by one, in whatever order
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(AGENT_CLASSES);
  }
}
