package dev.bailiwick.checks.files;

import java.time.Duration;

/**
 * How much of a directory is read at most. What is beyond is told as unread, and never taken for
 * clean.
 *
 * @param files that are opened
 * @param entries of directories that are looked at
 * @param depth of directories within each other
 * @param fileBytes of one file
 * @param allBytes of all files together
 * @param time from the beginning to the end
 */
public record Limits(
        int files, int entries, int depth, int fileBytes, long allBytes, Duration time) {

    public Limits {
        if (files < 1 || entries < 1 || depth < 1 || fileBytes < 1 || allBytes < 1) {
            throw new IllegalArgumentException("limits begin at 1");
        }
    }

    public static Limits defaults() {
        return new Limits(
                100_000,
                1_000_000,
                40,
                2 * 1024 * 1024,
                512L * 1024 * 1024,
                Duration.ofMinutes(10));
    }

    public Limits withFiles(int most) {
        return new Limits(most, entries, depth, fileBytes, allBytes, time);
    }

    public Limits withEntries(int most) {
        return new Limits(files, most, depth, fileBytes, allBytes, time);
    }

    public Limits withDepth(int most) {
        return new Limits(files, entries, most, fileBytes, allBytes, time);
    }

    public Limits withBytes(int ofOneFile, long ofAll) {
        return new Limits(files, entries, depth, ofOneFile, ofAll, time);
    }

    public Limits withTime(Duration most) {
        return new Limits(files, entries, depth, fileBytes, allBytes, most);
    }
}
