package dev.bailiwick.checks;

import dev.bailiwick.checks.resource.Resource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A set of checks, ready to judge; safe for use by many threads. */
public final class Checks {

    static final List<String> BUILT_IN =
            List.of(
                    "kubernetes-pods.yaml",
                    "kubernetes-workloads.yaml",
                    "kubernetes-cluster.yaml",
                    "terraform-aws-storage.yaml",
                    "terraform-aws-access.yaml",
                    "terraform-aws-network.yaml",
                    "terraform-clouds.yaml",
                    "terraform-secrets.yaml",
                    "dockerfile.yaml");

    private final List<Rule> rules;

    private Checks(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** Those that come with this library. */
    public static Checks builtIn() {
        var reading = new Reading();
        for (String file : BUILT_IN) {
            reading.file(file, text(file));
        }
        if (!reading.faults.isEmpty()) {
            throw new IllegalStateException(new ChecksException(reading.faults));
        }
        return new Checks(reading.rules);
    }

    private static String text(String file) {
        try (InputStream in =
                Objects.requireNonNull(Checks.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * These and those of {@code directory}, where files that end in {@code .yaml} or {@code .yml}
     * are read, also in directories below. Each new check is held against its own examples.
     *
     * @throws ChecksException if any of the files is wrong, an example does not give what it
     *     should, or an id is there already
     * @throws IOException if the directory or a file cannot be read
     */
    public Checks with(Path directory) throws ChecksException, IOException {
        var reading = new Reading();
        rules.forEach(rule -> reading.places.put(rule.check().id(), "the checks there already"));
        for (Path file : CheckFiles.in(directory)) {
            reading.file(directory.relativize(file).toString(), CheckFiles.text(file));
        }
        reading.rules.forEach(rule -> reading.faults.addAll(Trial.of(rule)));
        if (!reading.faults.isEmpty()) {
            throw new ChecksException(reading.faults);
        }
        var all = new ArrayList<>(rules);
        all.addAll(reading.rules);
        return new Checks(all);
    }

    /** Those of these that {@code chosen} accepts. */
    public Checks only(Predicate<Check> chosen) {
        return new Checks(rules.stream().filter(rule -> chosen.test(rule.check())).toList());
    }

    /** In the order of their files. */
    public List<Check> all() {
        return rules.stream().map(Rule::check).toList();
    }

    /** What examples of these checks say they do and they do not; empty if all is well. */
    public List<CheckFault> faults() {
        return rules.stream().flatMap(rule -> Trial.of(rule).stream()).toList();
    }

    /** Tells {@code results} what each check says of {@code resource} that has anything to say. */
    public void judge(Resource resource, Consumer<CheckResult> results) {
        Map<String, Object> names = Bindings.of(resource);
        for (Rule rule : rules) {
            CheckResult result = rule.judge(resource, names);
            if (result != null) {
                results.accept(result);
            }
        }
    }

    private static final class Reading {

        private final List<Rule> rules = new ArrayList<>();
        private final List<CheckFault> faults = new ArrayList<>();
        private final Map<String, String> places = new HashMap<>();

        void file(String file, String text) {
            rules.addAll(CheckReader.read(file, text, places, faults));
        }
    }
}
