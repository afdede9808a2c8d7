package dev.bailiwick.posture.scan.prowler;

import static java.util.Comparator.naturalOrder;

import dev.bailiwick.posture.provider.credential.Hidden;
import dev.bailiwick.posture.scan.process.PrivateDirectory;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How Prowler is told who it is: arguments, in which nothing secret stands, variables and private
 * files. Collected for one scan; not for use by several threads.
 */
final class SignIn {

    private static final int SHORTEST_SECRET = 4;

    /** Of the beginning of one that was cut off, which is then taken for such. */
    private static final int SHORTEST_BEGINNING = 8;

    /** A secret may be a part of another. */
    private static final Comparator<String> LONGEST_FIRST =
            Comparator.comparingInt(String::length).reversed().thenComparing(naturalOrder());

    private static final String MASK = "***";

    private final PrivateDirectory directory;
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> variables = new HashMap<>();
    private final Set<String> secrets = new TreeSet<>(LONGEST_FIRST);

    SignIn(PrivateDirectory directory) {
        this.directory = directory;
    }

    List<String> arguments() {
        return Collections.unmodifiableList(arguments);
    }

    Map<String, String> variables() {
        return Collections.unmodifiableMap(variables);
    }

    SignIn say(String... more) {
        arguments.addAll(List.of(more));
        return this;
    }

    SignIn with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    SignIn with(String variable, @Nullable Hidden value) {
        if (value != null) {
            variables.put(variable, value.text());
            remember(value.text());
        }
        return this;
    }

    /** Writes a private file, and says with {@code option} where it is. */
    SignIn file(String option, String name, Hidden content) {
        return say(option, place(name, content));
    }

    /** Writes a private file, and answers where it is. */
    String place(String name, Hidden content) {
        remember(content.text());
        return directory.file(name, content.text()).toString();
    }

    /** As {@link #place}, of a JSON document, of which no secret is told by itself either. */
    String placeDocument(String name, Hidden content) {
        DocumentSecrets.of(content).forEach(this::remember);
        return place(name, content);
    }

    /** Keeps from being told what stands within another text. */
    void hide(Hidden secret) {
        remember(secret.text());
    }

    /** What must not be told, be it a whole text or one of its lines. */
    private void remember(String secret) {
        secret.lines()
                .map(String::strip)
                .filter(line -> line.length() >= SHORTEST_SECRET)
                .forEach(secrets::add);
    }

    /** {@code text} without anything that is secret, also where it ends within that. */
    String masked(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, MASK);
        }
        for (String secret : secrets) {
            int most = Math.min(secret.length(), masked.length());
            for (int length = most; length >= SHORTEST_BEGINNING; length--) {
                int from = masked.length() - length;
                if (masked.startsWith(secret.substring(0, length), from)) {
                    return masked.substring(0, from) + MASK;
                }
            }
        }
        return masked;
    }
}
