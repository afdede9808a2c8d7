package dev.bailiwick.spring.cache;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.util.LinkedHashMap;

/**
 * What the views of one owner have under one key; together in one entry, so that evicting the key
 * evicts it for all of them. The oldest makes room where there are too many.
 */
record Views(LinkedHashMap<String, @Nullable Object> byView) implements Serializable {

    private static final int MOST = 64;

    static Views none() {
        return new Views(new LinkedHashMap<>());
    }

    Views with(String view, @Nullable Object value) {
        LinkedHashMap<String, @Nullable Object> more = new LinkedHashMap<>(byView);
        more.remove(view);
        if (more.size() >= MOST) {
            more.pollFirstEntry();
        }
        more.put(view, value);
        return new Views(more);
    }

    boolean has(String view) {
        return byView.containsKey(view);
    }

    @Nullable Object get(String view) {
        return byView.get(view);
    }

    /** For those who look: never the values. */
    @Override
    public String toString() {
        return byView.size() + " views";
    }
}
