package dev.bailiwick.declaration;

import dev.bailiwick.declaration.yaml.Value;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A column that refers to another table's, written {@code pupil_id -> pupil.id}. */
record Reference(String column, String table, String tableColumn) {

    private static final Pattern FORM = Pattern.compile("(\\S+)\\s*->\\s*([^.\\s]+)\\.(\\S+)");

    static Reference of(Value value) {
        Matcher form = FORM.matcher(value.text());
        if (!form.matches()) {
            throw value.wrong("a reference such as 'pupil_id -> pupil.id'");
        }
        return new Reference(form.group(1), form.group(2), form.group(3));
    }

    @Override
    public String toString() {
        return column + " -> " + table + "." + tableColumn;
    }
}
