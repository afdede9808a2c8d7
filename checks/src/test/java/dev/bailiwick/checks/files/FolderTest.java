package dev.bailiwick.checks.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Unread;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Directories that strangers wrote. */
@Timeout(60)
final class FolderTest {

    private static final String POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: %s}\n";

    @TempDir Path root;

    private final List<Resource> resources = new ArrayList<>();
    private final List<Unread> unread = new ArrayList<>();

    @Test
    void readsAllFormatsInTheOrderOfNamesAndPassesOverTheRest() throws IOException {
        write("b/pod.yaml", POD.formatted("b"));
        write("a/main.tf", "resource \"x\" \"a\" {}\n");
        write("Dockerfile", "FROM scratch\n");
        write("c.json", "{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}");
        write("values.yaml", "replicas: 2\n");
        write("notes.txt", POD.formatted("no"));
        write(".git/pod.yaml", POD.formatted("no"));
        write("a/.terraform/modules/main.tf", "resource \"x\" \"no\" {}\n");

        read(Limits.defaults());

        assertThat(unread).isEmpty();
        assertThat(resources)
                .extracting(Resource::file)
                .containsExactly("Dockerfile", "c.json", "a/main.tf", "b/pod.yaml");
    }

    @Test
    void whatAnImageLeavesOutIsNoImageFile() throws IOException {
        write("Dockerfile.dockerignore", "*.md\n");
        write("Dockerfile.containerignore", "*.md\n");
        write("web.Dockerfile.dockerignore", "*.md\n");
        write("Dockerfile.web", "FROM scratch\n");

        read(Limits.defaults());

        assertThat(unread).isEmpty();
        assertThat(resources).extracting(Resource::file).containsExactly("Dockerfile.web");
    }

    @Test
    void whatEndsAsSomethingElseIsNoImageFile() throws IOException {
        write("Dockerfile.md", "# How it is built\n");
        write("Dockerfile.prod.orig", "<<<<<<< HEAD\n");
        write("Dockerfile~", "FROM\n");
        write("dockerfile.go", "package dockerfile\n");
        write("dockerfile.yaml", "checks: []\n");
        write("Dockerfile.yml", POD.formatted("a"));
        write("Dockerfile.py", "# ours\n\n".repeat(5_000) + "from scratch\n");
        write("Dockerfile.1.2", "FROM scratch\n");
        write("Dockerfile.tmpl", "FROM {{ image }}\n");

        read(Limits.defaults());

        assertThat(unread).isEmpty();
        assertThat(resources)
                .extracting(Resource::file)
                .containsExactly(
                        "Dockerfile.1.2", "Dockerfile.py", "Dockerfile.tmpl", "Dockerfile.yml");
    }

    @Test
    void anObjectThatNamesNoVersionIsToldUnlessItIsNoneOfKubernetes() throws IOException {
        write("broken.yaml", "# ours\nkind: Deployment\nmetadata: [\n");
        write("chart.yml", "kind: \"Deployment\"\nspec: {{ .Values.spec }}\n");
        write("second.yaml", POD.formatted("a") + "---\nkind: Pod\nspec: {}\n");
        write("cloudquery.yaml", "kind: source\nspec: {}\n");
        write("teleport.yaml", "kind: role\nversion: v5\nmetadata: {name: a}\n");
        write("theirs.yaml", "kind: Pipeline\nname: build\n");
        write("zarf.yaml", "kind: ZarfPackageConfig\nmetadata: {name: a}\n");
        write("within.yaml", "a:\n  kind: Pod\n  spec: {}\n");
        write("words.yaml", POD.formatted("b") + "---\nkind: role\nspec: {}\n");

        read(Limits.defaults());

        assertThat(unread)
                .containsExactly(
                        new Unread("broken.yaml", 2, "a Deployment that names no apiVersion"),
                        new Unread("chart.yml", 1, "a Deployment that names no apiVersion"),
                        new Unread("second.yaml", 5, "a Pod that names no apiVersion"));
        assertThat(resources).extracting(Resource::name).containsExactly("a", "b");
    }

    @Test
    void linksAreToldAndNotFollowed() throws IOException {
        Path outside = Files.createTempDirectory("outside");
        Files.writeString(outside.resolve("secret.yaml"), POD.formatted("secret"));
        Files.createSymbolicLink(root.resolve("a.yaml"), outside.resolve("secret.yaml"));
        Files.createSymbolicLink(root.resolve("directory"), outside);
        Files.createSymbolicLink(root.resolve("loop"), root);
        write("b.yaml", POD.formatted("b"));

        read(Limits.defaults());

        assertThat(resources).extracting(Resource::name).containsExactly("b");
        assertThat(unread)
                .containsExactly(new Unread("a.yaml", 0, "a link, which is not followed"));
        Files.delete(outside.resolve("secret.yaml"));
        Files.delete(outside);
    }

    @Test
    void whatIsBeyondALimitIsTold() throws IOException {
        write("a.yaml", POD.formatted("a") + "#".repeat(1_000));
        write("b.yaml", POD.formatted("b"));
        write("c.yaml", POD.formatted("c"));
        write("d/e/f/pod.yaml", POD.formatted("f"));

        read(Limits.defaults().withBytes(500, 10_000).withDepth(2));
        assertThat(resources).extracting(Resource::name).containsExactly("b", "c");
        assertThat(unread)
                .containsExactly(
                        new Unread("a.yaml", 0, "larger than 500 bytes"),
                        new Unread("d/e/f", 0, "directories deeper than 2"));

        readAgain(Limits.defaults().withFiles(2));
        assertThat(unread).containsExactly(new Unread(".", 0, "stopped here: more than 2 files"));

        readAgain(Limits.defaults().withEntries(3));
        assertThat(unread).containsExactly(new Unread(".", 0, "stopped here: more than 3 entries"));

        readAgain(Limits.defaults().withBytes(5_000, 1_100));
        assertThat(unread)
                .containsExactly(new Unread(".", 0, "stopped here: more than 1100 bytes in all"));

        readAgain(Limits.defaults().withTime(Duration.ZERO));
        assertThat(resources).isEmpty();
        assertThat(unread)
                .containsExactly(new Unread(".", 0, "stopped here: it takes longer than PT0S"));
    }

    @Test
    void largeJsonThatIsNoManifestIsPassedOverAsSmallIs() throws IOException {
        String much = "[\"" + "x".repeat(1_000) + "\", {\"kind\": 1}]";
        write("package-lock.json", "{\"kind\": 1, \"packages\": " + much + "}");
        write("records.json", "{\"a\": " + much + "}\n{\"b\": " + much + "}\n");
        write("within.json", "[{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"a\": " + much + "}]");

        read(Limits.defaults().withBytes(500, 10_000));

        assertThat(unread).isEmpty();
    }

    @Test
    void largeJsonThatMayBeReadIsTold() throws IOException {
        String much = "[\"" + "x".repeat(1_000) + "\"]";
        write("a.json", "{\"a\": " + much + ", \"\\u0061piVersion\": \"v1\", \"kind\": \"Pod\"}");
        write("b.json", "{\"a\": " + much + ", // no JSON\n\"b\": 1}");
        write("c.json", "{\"a\": " + much);
        write("d.tf.json", "{\"a\": " + much + "}");
        write("e.yaml", "{\"a\": " + much + "}");

        read(Limits.defaults().withBytes(500, 10_000));

        assertThat(unread)
                .extracting(Unread::file)
                .containsExactly("a.json", "b.json", "c.json", "d.tf.json", "e.yaml");
    }

    @Test
    void aDirectoryWithMoreTerraformThanFitsIsToldAndTheOthersAreRead() throws IOException {
        for (int i = 0; i < 6; i++) {
            write("a/f" + i + ".tf", "#" + "x".repeat(1_000_000));
        }
        write("b/main.tf", "resource \"x\" \"b\" {}\n");

        read(Limits.defaults());

        assertThat(resources).extracting(Resource::name).containsExactly("b");
        assertThat(unread).extracting(Unread::file).containsExactly("a");
    }

    @Test
    void whatIsNoTextIsTold() throws IOException {
        Files.write(root.resolve("a.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        Files.write(root.resolve("Dockerfile"), "FROM a\0b\n".getBytes(StandardCharsets.UTF_8));

        read(Limits.defaults());

        assertThat(unread).containsExactly(new Unread("a.yaml", 0, "no UTF-8"));
    }

    @Test
    void aPipeIsNotOpened() throws Exception {
        Process made = new ProcessBuilder("mkfifo", root.resolve("a.yaml").toString()).start();
        assertThat(made.waitFor()).isZero();

        read(Limits.defaults());

        assertThat(unread).containsExactly(new Unread("a.yaml", 0, "no plain file"));
    }

    @Test
    void terraformInJsonIsToldAndNotTakenForNothing() throws IOException {
        write("main.tf.json", "{}");
        write("a.auto.tfvars.json", "{}");
        write("other.json", "{}");

        read(Limits.defaults());

        assertThat(unread)
                .extracting(Unread::file)
                .containsExactly("a.auto.tfvars.json", "main.tf.json");
    }

    @Test
    void manyFilesAreReadOneByOne() throws IOException {
        for (int i = 0; i < 5_000; i++) {
            write("d" + i % 50 + "/f" + i + ".yaml", POD.formatted("p" + i));
        }

        read(Limits.defaults());

        assertThat(resources).hasSize(5_000);
        assertThat(unread).isEmpty();
    }

    @Test
    void whatIsNoDirectoryIsRefused() {
        assertThatIOException()
                .isThrownBy(
                        () ->
                                Folder.read(
                                        root.resolve("nowhere"),
                                        Limits.defaults(),
                                        resources::add,
                                        unread::add));
    }

    private void readAgain(Limits limits) throws IOException {
        resources.clear();
        unread.clear();
        read(limits);
    }

    private void read(Limits limits) throws IOException {
        Folder.read(root, limits, resources::add, unread::add);
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
