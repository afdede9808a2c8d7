package dev.bailiwick.posture.ingestion.writing;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToIntFunction;

/** Ids of what was used most recently, up to some weight. */
final class Recent<K> {

    private final Map<K, UUID> ids = new LinkedHashMap<>(256, 0.75f, true);
    private final ToIntFunction<K> weight;
    private final long most;
    private long total;
    private boolean forgotten;

    /**
     * @param weight of a key; must not depend on anything but the key
     * @param most of all weights together
     */
    Recent(ToIntFunction<K> weight, long most) {
        this.weight = weight;
        this.most = most;
    }

    Optional<UUID> find(K key) {
        return Optional.ofNullable(ids.get(key));
    }

    /** Whether there was ever more than it can hold. */
    boolean hasForgotten() {
        return forgotten;
    }

    void put(K key, UUID id) {
        if (ids.put(key, id) == null) {
            total += weight.applyAsInt(key);
        }
        Iterator<K> eldest = ids.keySet().iterator();
        while (total > most && ids.size() > 1) {
            total -= weight.applyAsInt(eldest.next());
            eldest.remove();
            forgotten = true;
        }
    }
}
