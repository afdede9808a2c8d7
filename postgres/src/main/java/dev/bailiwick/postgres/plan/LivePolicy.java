package dev.bailiwick.postgres.plan;

import dev.bailiwick.postgres.catalogue.RowPolicy;

import org.jspecify.annotations.Nullable;

/** A policy as it stands, with all names as SQL writes them. */
record LivePolicy(
        String label,
        String table,
        String name,
        String head,
        @Nullable String using,
        @Nullable String check) {

    static LivePolicy of(RowPolicy found) {
        RowPolicy.Head head = found.head();
        return new LivePolicy(
                found.table().label(),
                found.table().sql(),
                found.name().sql(),
                "as %s for %s to %s".formatted(head.kind(), head.command(), head.roles().sql()),
                found.using(),
                found.check());
    }

    /** Whether the toolkit once made it. */
    boolean generated() {
        return name.startsWith("bailiwick_");
    }

    String drop() {
        return "drop policy %s on %s;\n".formatted(name, table);
    }

    String create() {
        return "create policy %s on %s %s%s%s;\n"
                .formatted(
                        name,
                        table,
                        head,
                        using == null ? "" : "\n    using (" + using + ")",
                        check == null ? "" : "\n    with check (" + check + ")");
    }
}
