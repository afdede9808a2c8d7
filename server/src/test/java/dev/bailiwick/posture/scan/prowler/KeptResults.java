package dev.bailiwick.posture.scan.prowler;

import dev.bailiwick.posture.scan.engine.ScanOutput;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps the text that a scanner hands on. */
final class KeptResults implements ScanOutput {

    private final StringBuilder text = new StringBuilder();
    private final AtomicInteger percent = new AtomicInteger();

    @Override
    public void take(InputStream results, Naming naming) {
        byte[] part = new byte[1000];
        try (results) {
            for (int n = results.read(part); n >= 0; n = results.read(part)) {
                keep(new String(part, 0, n, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void progress(int newPercent) {
        percent.set(newPercent);
    }

    private synchronized void keep(String part) {
        text.append(part);
    }

    synchronized String text() {
        return text.toString();
    }

    synchronized int length() {
        return text.length();
    }

    int percent() {
        return percent.get();
    }
}
