package dev.bailiwick.cli.wall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.cli.Shop;
import dev.bailiwick.cli.database.DatabaseOptions;
import dev.bailiwick.declaration.Declaration;
import dev.bailiwick.declaration.yaml.Place;
import dev.bailiwick.postgres.Wall;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

final class WallOptionsTest {

    @TempDir private Path folder;

    @Test
    void readsAFileAndKnowsItsPlaces() {
        DeclaredWall declared = read("--declaration", Shop.declaredIn(folder).toString());

        assertThat(Declaration.write(declared.wall())).isEqualTo(Declaration.write(Shop.WALL));
        assertThat(declared.places().apply("line"))
                .contains(new Place(folder.resolve("shop.yaml").toString(), 6, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIELD", "method", "method()", "SUPPLIER", "hidden"})
    void readsAClassOnAClassPath(String member) throws Exception {
        Path classes = compiled();

        DeclaredWall declared =
                read("--wall", "com.example.Tables#" + member, "--class-path", classes.toString());

        assertThat(declared.wall().tables()).hasToString("[tenant table ticket]");
        assertThat(declared.origin()).isEqualTo("com.example.Tables#" + member);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    com.example.Tables     | --wall is CLASS#MEMBER, as in com.example.Tables#WALL, not com.example.Tables.
                    com.example.None#WALL  | There is no class com.example.None on the class path; say --class-path.
                    com.example.Tables#no  | com.example.Tables has no static field or method no.
                    com.example.Tables#instance | com.example.Tables has no static field or method instance.
                    com.example.Tables#NOTHING  | com.example.Tables#NOTHING is null.
                    com.example.Tables#TEXT     | com.example.Tables#TEXT is a java.lang.String, not a dev.bailiwick.postgres.Wall.
                    com.example.Tables#broken   | com.example.Tables#broken fails: IllegalStateException: not today.
                    com.example.Broken#WALL     | The class com.example.Broken cannot be loaded: ArithmeticException: / by zero.
                    """)
    void saysInOneLineWhyAClassHoldsNoWall(String member, String expected) throws Exception {
        String classes = compiled().toString();

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> read("--wall", member, "--class-path", classes))
                .withMessage(expected);
    }

    @Test
    void wantsExactlyOneDeclaration() {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(WallOptionsTest::read)
                .withMessageStartingWith("Say where the tables are declared");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> read("--wall", "a.B#C", "--declaration", "d.yaml"))
                .withMessageStartingWith("Say where the tables are declared");
    }

    @Test
    void saysWhereAFileIsWrong() {
        Path file =
                Shop.file(folder, "shop.yaml", Shop.FILE.replace("kind: global", "kind: globe"));

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> read("--declaration", file.toString()))
                .withMessage(
                        "The declaration is wrong:%n%s:8:19: unknown value 'globe'; did you mean 'global'?"
                                .formatted(file));
    }

    private static DeclaredWall read(String... args) {
        WallOptions options = new WallOptions();
        new CommandLine(options).parseArgs(args);
        return options.read(new DatabaseOptions(Map.of()));
    }

    /** Classes that this JVM does not know, as those of an application. */
    private Path compiled() throws IOException, URISyntaxException {
        Path sources = Files.createDirectories(folder.resolve("src"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Shop.file(
                sources,
                "Tables.java",
                """
                package com.example;
                import dev.bailiwick.postgres.*;
                public class Tables {
                    static final Wall FIELD = Wall.of("desk", Roles.of("o", "a"), Table.tenant("ticket").select());
                    static final %1$s<Wall> SUPPLIER = () -> FIELD;
                    static final String TEXT = "wall";
                    static final Wall NOTHING = null;
                    final Wall instance = FIELD;
                    static Wall method() { return FIELD; }
                    private static Wall hidden() { return FIELD; }
                    static Wall broken() { throw new IllegalStateException("not today"); }
                }
                class Broken { static final Object WALL = 1 / Integer.parseInt("0"); }
                """
                        .formatted(Supplier.class.getName()));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String wall =
                Path.of(Wall.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                        .toString();
        List<String> options = new ArrayList<>(List.of("-cp", wall, "-d", classes.toString()));
        options.add(sources.resolve("Tables.java").toString());
        int result = compiler.run(null, null, null, options.toArray(String[]::new));
        assertThat(result).isZero();
        return classes;
    }
}
