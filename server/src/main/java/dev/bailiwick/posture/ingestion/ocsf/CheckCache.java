package dev.bailiwick.posture.ingestion.ocsf;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The metadata of the checks met most recently, bounded by its size in memory. */
final class CheckCache {

    private static final long MOST_CHARACTERS = 8 << 20;

    private final Map<CheckFacts, CheckMetadata> entries = new LinkedHashMap<>(256, 0.75f, true);
    private long characters;

    CheckMetadata metadata(CheckFacts facts) {
        CheckMetadata known = entries.get(facts);
        if (known != null) {
            return known;
        }
        CheckMetadata made = facts.metadata();
        entries.put(facts, made);
        characters += made.json().length();
        Iterator<CheckMetadata> eldest = entries.values().iterator();
        while (characters > MOST_CHARACTERS && eldest.hasNext()) {
            characters -= eldest.next().json().length();
            eldest.remove();
        }
        return made;
    }
}
