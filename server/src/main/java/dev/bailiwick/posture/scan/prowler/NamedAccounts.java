package dev.bailiwick.posture.scan.prowler;

import dev.bailiwick.posture.scan.engine.ScanOutput;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
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

    private final Set<String> seen = new HashSet<>();

    @Override
    public void take(InputStream results, Naming naming) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(results, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher account = ACCOUNT.matcher(line);
                while (seen.size() < MOST && account.find()) {
                    seen.add(account.group(1));
                }
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
