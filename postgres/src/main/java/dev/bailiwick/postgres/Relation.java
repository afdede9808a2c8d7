package dev.bailiwick.postgres;

/** A table or view by its full name. */
record Relation(String schema, String name) {

    /**
     * @param declared {@code table}, or {@code schema.table} for one that is not in {@code schema}
     */
    static Relation of(String schema, String declared) {
        int dot = declared.indexOf('.');
        return dot < 0
                ? new Relation(schema, declared)
                : new Relation(declared.substring(0, dot), declared.substring(dot + 1));
    }

    /**
     * @throws IllegalArgumentException unless it is a name, or two with a dot between them
     */
    static String check(String what, String declared) {
        Relation relation = of("any", declared);
        Name.check("schema", relation.schema());
        Name.check(what, relation.name());
        return declared;
    }

    /** The short name in {@code schema}, the full one elsewhere. */
    String label(String home) {
        return schema.equals(home) ? name : schema + '.' + name;
    }

    String sql() {
        return Name.quoted(schema, name);
    }
}
