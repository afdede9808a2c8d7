package dev.bailiwick.postgres;

import java.util.List;
import java.util.Map;

/** What the owner, and with it a function that runs as the owner, may do with a table's rows. */
enum OwnerAccess {
    NOTHING,
    READING,
    EVERYTHING;

    /** As a declaration file says it, under the key {@code owner}. */
    void addWords(Map<String, Object> words) {
        switch (this) {
            case NOTHING -> {}
            case READING -> words.put("owner", "looks-up");
            case EVERYTHING -> words.put("owner", "changes");
        }
    }

    /** The owner has every privilege by owning; what holds it back is the want of a policy. */
    List<Policy> policies(String owner) {
        return switch (this) {
            case NOTHING -> List.of();
            case READING -> List.of(Policy.select("owner", owner, Predicate.TRUE));
            case EVERYTHING -> List.of(Policy.all("owner", owner, Predicate.TRUE));
        };
    }
}
