package dev.bailiwick.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

/** Compiles sources that are wrong on purpose with the flags that the build itself uses. */
final class CompilerChecksTest {

    private static final Path FIXTURES = Path.of("src/test/fixtures");

    @TempDir Path classes;

    @Test
    void acceptsASourceWithoutFault() throws Exception {
        Outcome outcome = compile("Sound.java");

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    @Test
    void nullAwayRefusesAPossibleNullDereference() throws Exception {
        Outcome outcome = compile("DereferencesNull.java");

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output())
                .contains("error: [NullAway] dereferenced expression")
                .contains("1 error");
    }

    @Test
    void errorProneRefusesAComparisonThatIsAlwaysFalse() throws Exception {
        Outcome outcome = compile("ComparesUnlikeTypes.java");

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output()).contains("[EqualsIncompatibleType]").contains("1 error");
    }

    @Test
    void lintWarningsAreErrors() throws Exception {
        Outcome outcome = compile("UsesARawType.java");

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output()).contains("[rawtypes]").contains("-Werror");
    }

    private Outcome compile(String fixture) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "javac").toString());
        command.addAll(flagsOfTheBuild());
        command.addAll(List.of("--release", Integer.toString(Runtime.version().feature())));
        command.addAll(List.of("-processorpath", System.getProperty("java.class.path")));
        command.addAll(List.of("-classpath", System.getProperty("java.class.path")));
        command.addAll(List.of("-d", classes.toString(), FIXTURES.resolve(fixture).toString()));
        Process javac = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(javac.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(javac.waitFor(), output);
    }

    /**
     * The compiler arguments of the root pom, so that nobody can switch a check off there without
     * turning this red.
     */
    private static List<String> flagsOfTheBuild() throws IOException {
        try {
            Element pom =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(Repository.ROOT.resolve("pom.xml").toFile())
                            .getDocumentElement();
            NodeList flags =
                    ((Element) pom.getElementsByTagName("compilerArgs").item(0))
                            .getElementsByTagName("arg");
            return IntStream.range(0, flags.getLength())
                    .mapToObj(i -> flags.item(i).getTextContent())
                    .toList();
        } catch (javax.xml.parsers.ParserConfigurationException | org.xml.sax.SAXException e) {
            throw new IOException("pom.xml cannot be read", e);
        }
    }

    private record Outcome(int exitCode, String output) {}
}
