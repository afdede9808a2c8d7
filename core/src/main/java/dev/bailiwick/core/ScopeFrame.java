package dev.bailiwick.core;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One entered scope and what is still open in it. */
final class ScopeFrame {

    private final Scope scope;
    private final Set<Entry> open = ConcurrentHashMap.newKeySet();

    ScopeFrame(Scope scope) {
        this.scope = scope;
    }

    Scope scope() {
        return scope;
    }

    Scopes.Hold hold(String what) {
        Entry entry = new Entry(what);
        open.add(entry);
        return () -> open.remove(entry);
    }

    void leave() {
        if (!open.isEmpty()) {
            List<String> names = open.stream().map(entry -> entry.what).sorted().toList();
            throw new ScopeLeftOpenException(names);
        }
    }

    /** Compared by identity: two transactions of one name are two entries. */
    private static final class Entry {

        private final String what;

        private Entry(String what) {
            this.what = what;
        }
    }
}
