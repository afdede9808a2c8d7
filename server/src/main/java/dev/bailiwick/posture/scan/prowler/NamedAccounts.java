package dev.bailiwick.posture.scan.prowler;

import dev.bailiwick.posture.scan.engine.ScanOutput;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps nothing of results but which accounts they name. */
final class NamedAccounts implements ScanOutput {

    private static final Pattern ACCOUNT = Pattern.compile("\"provider_uid\": *\"([^\"]{1,250})\"");
    private static final int MOST = 100;
    private static final int PART = 1 << 16;

    /** What may name one. */
    private static final int LONGEST = 300;

    private final Set<String> seen = new HashSet<>();

    @Override
    public void take(InputStream results, Naming naming) {
        char[] part = new char[PART];
        StringBuilder window = new StringBuilder();
        try (Reader text = new InputStreamReader(results, StandardCharsets.UTF_8)) {
            for (int n = text.read(part); n >= 0; n = text.read(part)) {
                window.append(part, 0, n);
                Matcher account = ACCOUNT.matcher(window);
                while (seen.size() < MOST && account.find()) {
                    seen.add(account.group(1));
                }
                window.delete(0, Math.max(0, window.length() - LONGEST));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void progress(int percent) {
        // one check is no way to go
    }

    boolean isNone() {
        return seen.isEmpty();
    }

    boolean has(String uid) {
        return seen.contains(uid);
    }
}
