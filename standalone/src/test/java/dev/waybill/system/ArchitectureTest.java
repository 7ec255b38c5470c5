package dev.waybill.system;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The shape of the code: who may use whom, who may ask what time it is. */
final class ArchitectureTest {
  private static final String ROOT = "dev.waybill.";
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.waybill");

  /** Which parts of ours each part may use, besides itself; the enforcer of the arrows. */
  private static final Map<String, Set<String>> ARROWS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("schemas", Set.of()),
              Map.entry("broker", Set.of()),
              Map.entry("tsp", Set.of("schemas")),
              Map.entry("lane", Set.of("schemas")),
              Map.entry("runtime", Set.of("schemas")),
              Map.entry("simulator", Set.of("schemas")),
              Map.entry("api", Set.of("schemas", "runtime")),
              Map.entry("worker", Set.of("schemas", "runtime", "lane", "tsp")),
              Map.entry("emitter", Set.of("schemas", "runtime", "lane")),
              Map.entry("demo", Set.of("schemas")),
              Map.entry(
                  "standalone",
                  Set.of(
                      "schemas",
                      "runtime",
                      "broker",
                      "api",
                      "worker",
                      "emitter",
                      "simulator",
                      "demo")),
              Map.entry("testing", Set.of("schemas", "broker"))));

  @Test
  void everyPartUsesOnlyWhatItMay() {
    Map<String, Set<String>> seen = new TreeMap<>();
    for (JavaClass one : CODE) {
      one.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType())
          .filter(used -> used.getPackageName().startsWith(ROOT))
          .map(ArchitectureTest::part)
          .filter(used -> !used.equals(part(one)))
          .forEach(used -> seen.computeIfAbsent(part(one), part -> new TreeSet<>()).add(used));
    }
    assertThat(CODE.stream().map(ArchitectureTest::part)).isSubsetOf(ARROWS.keySet());
    assertThat(seen)
        .allSatisfy((part, used) -> assertThat(ARROWS.get(part)).as(part).containsAll(used));
    // The rule sees something: these arrows are there.
    assertThat(seen.get("worker")).contains("lane", "tsp");
  }

  @Test
  void theCoreOfTheSchedulerNeedsTheJdkOnly() {
    classes()
        .that()
        .resideInAPackage("dev.waybill.lane.core..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "dev.waybill.lane.core..", "org.jspecify..")
        .check(CODE);
  }

  @Test
  void adaptersNeedNothingOfKafka() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.waybill.tsp..", "dev.waybill.worker.simulator..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..")
        .check(CODE);
  }

  @Test
  void onlyEntryPointsAskTheMachineForTheTime() {
    noClasses()
        .that(describe("are not entry points", one -> !isEntryPoint(one)))
        .and()
        .resideOutsideOfPackage("dev.waybill.testing..")
        .should()
        .callMethodWhere(readsTheClock())
        .orShould()
        .callConstructor(Date.class)
        .because("time is injected as an InstantSource, so that tests can hold it")
        .check(CODE);
  }

  @Test
  void packagesDoNotGoRoundInCircles() {
    slices().assignedFrom(BY_PACKAGE).should().beFreeOfCycles().check(CODE);
  }

  @Test
  void everyPackageSaysWhatItIsAndIsNullMarked() {
    List<String> unmarked = new ArrayList<>();
    for (JavaPackage one : packages(CODE.getPackage("dev.waybill")).toList()) {
      if (!one.getClasses().isEmpty() && !one.isAnnotatedWith(NullMarked.class)) {
        unmarked.add(one.getName());
      }
    }
    assertThat(unmarked).isEmpty();
  }

  /** A process starts in a class whose name ends in Main, or is a command of the command line. */
  private static boolean isEntryPoint(JavaClass one) {
    return outermost(one).getSimpleName().matches(".*(Main|Command)");
  }

  private static JavaClass outermost(JavaClass one) {
    return one.getEnclosingClass().map(ArchitectureTest::outermost).orElse(one);
  }

  private static DescribedPredicate<JavaMethodCall> readsTheClock() {
    return describe(
        "read the machine's clock",
        call -> {
          JavaClass owner = call.getTargetOwner();
          String method = call.getName();
          boolean now = owner.getPackageName().equals("java.time") && method.equals("now");
          boolean withoutClock = call.getTarget().getRawParameterTypes().isEmpty();
          return now && withoutClock
              || owner.isEquivalentTo(System.class) && method.equals("currentTimeMillis")
              || owner.isEquivalentTo(Clock.class)
                  && (method.startsWith("system") || method.startsWith("tick"))
              || owner.isEquivalentTo(InstantSource.class) && method.equals("system");
        });
  }

  private static final SliceAssignment BY_PACKAGE =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass one) {
          return one.getPackageName().startsWith(ROOT)
              ? SliceIdentifier.of(one.getPackageName())
              : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  private static Stream<JavaPackage> packages(JavaPackage root) {
    return Stream.concat(
        Stream.of(root), root.getSubpackages().stream().flatMap(ArchitectureTest::packages));
  }

  private static String part(JavaClass one) {
    String inside = one.getPackageName().substring(ROOT.length());
    return Arrays.asList(inside.split("\\.", -1)).getFirst();
  }
}
