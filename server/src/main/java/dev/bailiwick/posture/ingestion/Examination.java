package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.ingestion.ocsf.Account;
import dev.bailiwick.posture.ingestion.ocsf.MalformedFileException;
import dev.bailiwick.posture.ingestion.ocsf.ParsedRecord;
import dev.bailiwick.posture.ingestion.ocsf.Source;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is found in a file while it comes in: whose it is, how much, and what is wrong with it. */
final class Examination {

    /** Each makes a provider and a scan; nobody has so many in one file, except by mistake. */
    static final int MOST_ACCOUNTS = 1_000;

    /** Bad records that are listed; the others are counted. */
    static final int MOST_LISTED = 10_000;

    /** Characters that all accounts together may say of themselves. */
    private static final long MOST_SAID = 8 << 20;

    private final Map<Account, Source> accounts = new LinkedHashMap<>();
    private final List<ParsedRecord.Bad> unsaved = new ArrayList<>();
    private Optional<ParsedRecord.Bad> firstBad = Optional.empty();
    private long said;
    private long good;
    private long bad;

    /**
     * @throws MalformedFileException if the file brings too many accounts
     */
    void add(ParsedRecord record) {
        switch (record) {
            case ParsedRecord.Good(long position, var finding, var source) -> {
                good++;
                if (accounts.putIfAbsent(finding.account(), source) == null) {
                    said += source.size();
                }
                if (said > MOST_SAID) {
                    throw new MalformedFileException(
                            "The file says more than %d characters of its accounts, the last in"
                                            .formatted(MOST_SAID)
                                    + " record "
                                    + position);
                }
                if (accounts.size() > MOST_ACCOUNTS) {
                    throw new MalformedFileException(
                            "The file has findings of more than %d accounts, the last in record %d"
                                    .formatted(MOST_ACCOUNTS, position));
                }
            }
            case ParsedRecord.Bad one -> {
                bad++;
                firstBad = firstBad.or(() -> Optional.of(one));
                if (bad <= MOST_LISTED) {
                    unsaved.add(one);
                }
            }
        }
    }

    long total() {
        return good + bad;
    }

    long bad() {
        return bad;
    }

    /** Why there is nothing to write although there are records; empty if there is something. */
    Optional<String> nothingGood() {
        return good > 0
                ? Optional.empty()
                : firstBad.map(
                        one ->
                                "None of %d records can be taken. Record %d: %s %s"
                                        .formatted(
                                                bad, one.position(), one.pointer(), one.reason()));
    }

    /** By account, what its first record says of its origin. */
    Map<Account, Source> accounts() {
        return Collections.unmodifiableMap(accounts);
    }

    /** The bad records to be listed that this has not answered before. */
    List<ParsedRecord.Bad> takeUnsaved() {
        List<ParsedRecord.Bad> taken = List.copyOf(unsaved);
        unsaved.clear();
        return taken;
    }
}
