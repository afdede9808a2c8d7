package dev.bailiwick.declaration;

import dev.bailiwick.declaration.yaml.MalformedFileException;
import dev.bailiwick.declaration.yaml.Mapping;
import dev.bailiwick.declaration.yaml.Value;
import dev.bailiwick.postgres.Link;
import dev.bailiwick.postgres.Rows;

import java.util.List;

/**
 * The rows of an identity table that a command reaches: {@code {own: id}}, {@code {tenant:
 * tenant_id}}, or either of them {@code through} a table of memberships.
 */
record Reached(List<Rows> rows) {

    static Reached of(Value value) {
        List<Value> forms = value.isMapping() ? List.of(value) : value.list();
        if (forms.isEmpty()) {
            throw value.wrong("at least one of {own: COLUMN} and {tenant: COLUMN}");
        }
        return new Reached(forms.stream().map(form -> rows(form.mapping())).toList());
    }

    Rows first() {
        return rows.getFirst();
    }

    Rows[] more() {
        return rows.stream().skip(1).toArray(Rows[]::new);
    }

    private static Rows rows(Mapping form) {
        form.only("own", "tenant", "through");
        boolean own = form.has("own");
        if (own == form.has("tenant")) {
            throw new MalformedFileException(form.place(), "needs either 'own' or 'tenant'");
        }
        String column = form.get(own ? "own" : "tenant").text();
        if (!form.has("through")) {
            return own ? Rows.own(column) : Rows.ofTenant(column);
        }
        Link link = Reference.of(form.get("through"));
        if (link.columns().size() > 1) {
            throw form.get("through").wrong("a reference by one column");
        }
        String from = link.columns().getFirst();
        String to = link.parentColumns().getFirst();
        return own
                ? Rows.ownThrough(from, link.parent(), to, column)
                : Rows.ofTenantThrough(from, link.parent(), to, column);
    }
}
