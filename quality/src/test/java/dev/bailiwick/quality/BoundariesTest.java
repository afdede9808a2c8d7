package dev.bailiwick.quality;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Dependencies point inwards, and nobody reaches into another module's rooms. */
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
                            "org.jspecify..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theToolkitNeverMentionsTheServer =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "dev.bailiwick.posture..", "dev.bailiwick.benchmarks..")
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
    static final ArchRule nobodyTouchesTheInternalsOfAnotherModule =
            classes().should(new StayOutOfForeignInternals());

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

    private static final class StayOutOfForeignInternals extends ArchCondition<JavaClass> {

        StayOutOfForeignInternals() {
            super("not touch the internal packages of another module");
        }

        @Override
        public void check(JavaClass item, ConditionEvents events) {
            item.getDirectDependenciesFromSelf().stream()
                    .filter(
                            dependency ->
                                    dependency
                                            .getTargetClass()
                                            .getPackageName()
                                            .contains(".internal"))
                    .filter(
                            dependency ->
                                    dependency
                                            .getTargetClass()
                                            .getPackageName()
                                            .startsWith("dev.bailiwick."))
                    .filter(dependency -> !roomOf(dependency.getTargetClass()).equals(roomOf(item)))
                    .forEach(
                            dependency ->
                                    events.add(
                                            SimpleConditionEvent.violated(
                                                    dependency, dependency.getDescription())));
        }

        /** {@code dev.bailiwick.postgres} of {@code dev.bailiwick.postgres.internal.Catalogue}. */
        private static String roomOf(JavaClass item) {
            String name = item.getPackageName();
            int internal = name.indexOf(".internal");
            return internal < 0 ? name : name.substring(0, internal);
        }
    }
}
