package dev.bailiwick.postgres;

/** What kind of relation a declaration is about. */
enum Shape {
    TABLE("table", "rp"),
    VIEW("view", "v"),
    MATERIALIZED_VIEW("materialized view", "m"),
    FOREIGN_TABLE("foreign table", "f");

    private final String word;
    private final String kinds;

    Shape(String word, String kinds) {
        this.word = word;
        this.kinds = kinds;
    }

    /**
     * @param relkind as in pg_class
     */
    static Shape of(String relkind) {
        for (Shape shape : values()) {
            if (shape.kinds.contains(relkind)) {
                return shape;
            }
        }
        throw new IllegalArgumentException("No table: " + relkind);
    }

    /** As the documentation calls it. */
    String word() {
        return word;
    }
}
