package dev.bailiwick.postgres;

/** A reference from one table's column to another table's. */
record Link(String column, String table, String tableColumn) {

    Link {
        Name.check("column", column);
        Name.check("table", table);
        Name.check("column", tableColumn);
    }
}
