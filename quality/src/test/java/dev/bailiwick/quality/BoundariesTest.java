package dev.bailiwick.quality;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

import java.util.Set;
import java.util.TreeSet;

/**
 * Dependencies point inwards. What a module keeps to itself is package-private, so that the
 * compiler sees to it; the features of the server are looked at by {@link FeaturesTest}.
 */
@AnalyzeClasses(packages = "dev.bailiwick", importOptions = ImportOption.DoNotIncludeTests.class)
final class BoundariesTest {

    @ArchTest
    static final ArchRule coreNeedsTheJdkAndNothingElse =
            classes()
                    .that()
                    .resideInAPackage("dev.bailiwick.core..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage("dev.bailiwick.core..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule theDatabaseWallKnowsNoFramework =
            classes()
                    .that()
                    .resideInAPackage("dev.bailiwick.postgres..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.bailiwick.core..",
                            "dev.bailiwick.postgres..",
                            "java..",
                            "javax.sql..",
                            "org.postgresql..",
                            "org.jspecify..");

    /** Whoever wants to know what a database holds asks the gate. */
    @ArchTest
    static final ArchRule onlyTheWallReadsTheCatalogue =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.bailiwick.postgres..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.bailiwick.postgres.catalogue..");

    @ArchTest
    static final ArchRule declarationFilesNeedTheWallAndAParser =
            classes()
                    .that()
                    .resideInAPackage("dev.bailiwick.declaration..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.bailiwick.core..",
                            "dev.bailiwick.postgres..",
                            "dev.bailiwick.declaration..",
                            "java..",
                            "org.yaml.snakeyaml..",
                            "org.jspecify..");

    /** What reads the files of strangers holds nothing else that could be taken. */
    @ArchTest
    static final ArchRule checksKnowNoTenantNoDatabaseAndNoFramework =
            noClasses()
                    .that()
                    .resideInAPackage("dev.bailiwick.checks..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("dev.bailiwick..")
                                    .and(not(resideInAPackage("dev.bailiwick.checks..")))
                                    .or(
                                            resideInAnyPackage(
                                                    "org.springframework..",
                                                    "java.sql..",
                                                    "javax.sql..")));

    /** Readers and judges meet at what they pass on. */
    @ArchTest
    static final ArchRule resourcesKnowNeitherFilesNorChecks =
            noClasses()
                    .that()
                    .resideInAPackage("dev.bailiwick.checks.resource..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("dev.bailiwick.checks..")
                                    .and(not(resideInAPackage("dev.bailiwick.checks.resource.."))));

    /** So that the tests of every module can use it, and none is proved with its own means. */
    @ArchTest
    static final ArchRule theTestbedKnowsScopesAndNoWall =
            noClasses()
                    .that()
                    .resideInAPackage("dev.bailiwick.testbed..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("dev.bailiwick..")
                                    .and(
                                            not(
                                                    resideInAnyPackage(
                                                            "dev.bailiwick.testbed..",
                                                            "dev.bailiwick.core.."))));

    @ArchTest
    static final ArchRule nothingThatIsPublishedNeedsTheTestbed =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "dev.bailiwick.testbed..", "dev.bailiwick.benchmarks..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.bailiwick.testbed..");

    @ArchTest
    static final ArchRule theHibernatePartKnowsNoFrameworkButHibernate =
            classes()
                    .that()
                    .resideInAPackage("dev.bailiwick.hibernate..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.bailiwick.core..",
                            "dev.bailiwick.postgres..",
                            "dev.bailiwick.hibernate..",
                            "java..",
                            "javax.sql..",
                            "jakarta.persistence..",
                            "jakarta.transaction..",
                            "org.hibernate..",
                            "org.jspecify..");

    /** Nor do the benchmarks, which run the server as a process and ask it over HTTP. */
    @ArchTest
    static final ArchRule theToolkitNeverMentionsTheServer =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.bailiwick.posture..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.bailiwick.posture..");

    @ArchTest
    static final ArchRule springKnowsTheToolkitOnly =
            noClasses()
                    .that()
                    .resideInAPackage("dev.bailiwick.spring..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.bailiwick.cli..", "dev.bailiwick.posture..");

    @ArchTest
    static final ArchRule classesOfTheServerInjectByConstructor =
            noClasses()
                    .that()
                    .resideInAPackage("dev.bailiwick..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("org.springframework.beans.factory.annotation..")
                                    .and(JavaClass.Predicates.simpleName("Autowired")));

    @ArchTest
    static final ArchRule theServerUsesTheJacksonOfItsFramework =
            noClasses()
                    .that()
                    .resideInAPackage("dev.bailiwick..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("com.fasterxml.jackson..")
                                    .and(
                                            not(
                                                    resideInAPackage(
                                                            "com.fasterxml.jackson.annotation.."))));

    /** Those whose own package, and the packages in it, lie on each other in layers. */
    private static final Set<String> LAYERED = Set.of("database", "scan", "task");

    @ArchTest
    static final ArchRule packagesOfLayeredFeaturesHaveNoCycles =
            slices().assignedFrom(new PackagesOf(LAYERED)).should().beFreeOfCycles();

    /** Each package by itself, where a pattern would leave out the one that holds the others. */
    private record PackagesOf(Set<String> features) implements SliceAssignment {

        private static final String SERVER = "dev.bailiwick.posture.";

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            boolean listed =
                    name.startsWith(SERVER)
                            && features.contains(name.substring(SERVER.length()).split("\\.")[0]);
            return listed ? SliceIdentifier.of(name) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "the packages of " + String.join(", ", new TreeSet<>(features));
        }
    }
}
