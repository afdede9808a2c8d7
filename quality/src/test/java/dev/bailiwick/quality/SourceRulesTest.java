package dev.bailiwick.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Budgets and words that every source of every module keeps; each test lists all offenders at once.
 */
final class SourceRulesTest {

    private static final Set<String> KINDS_OF_CLASS =
            Set.of(
                    "service",
                    "services",
                    "impl",
                    "dto",
                    "dtos",
                    "util",
                    "utils",
                    "helper",
                    "helpers",
                    "common",
                    "model",
                    "models",
                    "exception",
                    "exceptions",
                    "controller",
                    "controllers",
                    "mapper",
                    "config",
                    "repository",
                    "entity");

    private static final Pattern EMPTY_WORD =
            Pattern.compile(
                    "(Abstract|Base)[A-Z].*|.*(Manager|Helper|Utils?|Impl|D[Tt][Oo]|Data|Info|Processor|Misc)");

    /**
     * A tenant compared with a value that somebody typed: the policy and the data layer do that.
     */
    private static final Pattern TENANT_BY_HAND =
            Pattern.compile(
                    "tenant_id\\s*(=|<>|\\bin\\b)\\s*(any\\s*)?\\(?\\s*([:?$]|cast\\s*\\()");

    /** Whose statements run as maintenance, which no policy holds back. */
    private static final Set<String> MAINTENANCE =
            Set.of("dev.bailiwick.posture.ingestion.FailedUploads");

    private static final Set<String> ANY_EXCEPTION =
            Set.of("Exception", "RuntimeException", "Throwable");

    /**
     * The outermost loops, where an unknown failure must be told to somebody and must not end the
     * loop.
     */
    private static final Set<String> OUTERMOST =
            Set.of(
                    "dev.bailiwick.core.audit.RefusalSums",
                    "dev.bailiwick.posture.account.key.ApiKeyUses",
                    "dev.bailiwick.posture.database.DatabaseWatch",
                    "dev.bailiwick.posture.scan.making.Beat",
                    "dev.bailiwick.posture.scan.schedule.IdleSchedules",
                    "dev.bailiwick.posture.task.attempt.AttemptRunner",
                    "dev.bailiwick.posture.task.attempt.AttemptWatch",
                    "dev.bailiwick.posture.task.attempt.JobEnds",
                    "dev.bailiwick.spring.member.Watched",
                    "dev.bailiwick.spring.member.Watches",
                    "dev.bailiwick.spring.scope.EachTenant");

    private static final List<JavaSource> MAIN = sources("main");
    private static final List<JavaSource> TEST = sources("test");

    @Test
    void mainFilesHaveAtMost400LinesAndTestFiles500() {
        assertThat(offenders(MAIN, source -> longer(source, 400))).isEmpty();
        assertThat(offenders(TEST, source -> longer(source, 500))).isEmpty();
    }

    @Test
    void methodsHaveAtMost40Lines() {
        assertThat(
                        offenders(
                                MAIN,
                                source ->
                                        source.methods().stream()
                                                .filter(method -> method.lines() > 40)
                                                .map(
                                                        method ->
                                                                method.name()
                                                                        + ": "
                                                                        + method.lines()
                                                                        + " lines")))
                .isEmpty();
    }

    @Test
    void constructorsTakeAtMostFiveParameters() {
        assertThat(
                        offenders(
                                MAIN,
                                source ->
                                        source.methods().stream()
                                                .filter(
                                                        method ->
                                                                method.constructor()
                                                                        && !method.ofRecord())
                                                .filter(method -> method.parameters() > 5)
                                                .map(
                                                        method ->
                                                                method.name()
                                                                        + ": "
                                                                        + method.parameters())))
                .isEmpty();
    }

    @Test
    void noPackageIsNamedAfterAKindOfClass() {
        assertThat(
                        offenders(
                                MAIN,
                                source ->
                                        Stream.of(source.packageName().split("\\."))
                                                .filter(KINDS_OF_CLASS::contains)))
                .isEmpty();
    }

    @Test
    void noTypeHasANameThatSaysNothing() {
        assertThat(
                        offenders(
                                all(),
                                source ->
                                        source.types().stream()
                                                .map(JavaSource.Type::name)
                                                .filter(
                                                        name ->
                                                                EMPTY_WORD
                                                                        .matcher(name)
                                                                        .matches())))
                .isEmpty();
    }

    @Test
    void nobodyImportsLombokOrMockito() {
        assertThat(
                        offenders(
                                all(),
                                source ->
                                        source.imports().stream()
                                                .filter(
                                                        name ->
                                                                name.startsWith("lombok")
                                                                        || name.startsWith(
                                                                                "org.mockito"))))
                .isEmpty();
    }

    @Test
    void onlyTheOutermostLoopsKeepEveryExceptionToThemselves() {
        assertThat(
                        offenders(
                                MAIN.stream()
                                        .filter(source -> !OUTERMOST.contains(typeOf(source)))
                                        .toList(),
                                source ->
                                        source.catches().stream()
                                                .filter(
                                                        caught ->
                                                                !caught.passesOn()
                                                                        && ANY_EXCEPTION.contains(
                                                                                caught.type()))
                                                .map(
                                                        caught ->
                                                                "line "
                                                                        + caught.line()
                                                                        + ": "
                                                                        + caught.type())))
                .isEmpty();
    }

    /** But for maintenance, where the tenant must be named: each such class is entered by hand. */
    @Test
    void noQueryOfTheServerNamesItsTenantByHand() {
        assertThat(
                        MAIN.stream()
                                .filter(SourceRulesTest::isOfServer)
                                .filter(
                                        source ->
                                                source.texts().stream()
                                                        .anyMatch(
                                                                text ->
                                                                        TENANT_BY_HAND
                                                                                .matcher(text)
                                                                                .find()))
                                .map(SourceRulesTest::typeOf))
                .containsExactlyInAnyOrderElementsOf(MAINTENANCE);
    }

    @Test
    void everyPackageSaysWhatItOwnsAndIsNullMarked() {
        List<Path> folders =
                all().stream().map(source -> folder(source.file())).distinct().toList();

        assertThat(
                        folders.stream()
                                .filter(folder -> !isTestOfADescribedPackage(folder))
                                .filter(folder -> !describes(folder.resolve("package-info.java")))
                                .map(Repository::name))
                .isEmpty();
    }

    /**
     * Of a library, the public types are its reason to be; of the server hardly one has a caller
     * outside.
     */
    @Test
    void atLeastFourInTenTypesOfTheServerArePackagePrivate() {
        List<JavaSource.Type> types =
                MAIN.stream()
                        .filter(SourceRulesTest::isOfServer)
                        .flatMap(source -> source.types().stream())
                        .filter(JavaSource.Type::topLevel)
                        .toList();

        assumeThat(types.size()).as("enough types for a share to say something").isGreaterThan(40);
        long hidden = types.stream().filter(type -> !type.isPublic()).count();

        assertThat(hidden * 10)
                .as("%s of %s types are package-private", hidden, types.size())
                .isGreaterThanOrEqualTo(types.size() * 4L);
    }

    private static List<JavaSource> sources(String kind) {
        return JavaSource.parse(
                Repository.MODULES.stream()
                        .flatMap(module -> Repository.sources(module, kind).stream())
                        .toList());
    }

    private static List<JavaSource> all() {
        return Stream.concat(MAIN.stream(), TEST.stream()).toList();
    }

    private static List<String> offenders(
            List<JavaSource> sources, Function<JavaSource, Stream<String>> rule) {
        return sources.stream()
                .flatMap(
                        source ->
                                rule.apply(source)
                                        .map(what -> Repository.name(source.file()) + ": " + what))
                .sorted()
                .toList();
    }

    private static Stream<String> longer(JavaSource source, int limit) {
        return source.lines() > limit ? Stream.of(source.lines() + " lines") : Stream.empty();
    }

    private static boolean isOfServer(JavaSource source) {
        return Repository.name(source.file()).startsWith("server");
    }

    private static String typeOf(JavaSource source) {
        return source.packageName()
                + "."
                + source.file().getFileName().toString().replace(".java", "");
    }

    private static Path folder(Path file) {
        return file.resolveSibling("");
    }

    private static boolean describes(Path packageInfo) {
        return packageInfo.toFile().isFile()
                && Repository.text(packageInfo).contains("@NullMarked")
                && Repository.text(packageInfo).startsWith("/**");
    }

    private static boolean isTestOfADescribedPackage(Path folder) {
        Path main = Path.of(folder.toString().replace("/src/test/java/", "/src/main/java/"));
        return !main.equals(folder) && describes(main.resolve("package-info.java"));
    }
}
