package dev.bailiwick.hibernate;

import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Table;

import java.util.Locale;

/** Names of tables and columns as PostgreSQL knows them: in lower case unless quoted. */
final class Spelling {

    private Spelling() {}

    static String of(Column column) {
        return column.isQuoted() ? column.getName() : column.getName().toLowerCase(Locale.ROOT);
    }

    static String of(Identifier name) {
        return name.isQuoted() ? name.getText() : name.getText().toLowerCase(Locale.ROOT);
    }

    static String of(Table table) {
        return table.isQuoted() ? table.getName() : table.getName().toLowerCase(Locale.ROOT);
    }
}
