package dev.bailiwick.declaration;

import dev.bailiwick.declaration.yaml.MalformedFileException;
import dev.bailiwick.declaration.yaml.Mapping;
import dev.bailiwick.declaration.yaml.Place;
import dev.bailiwick.declaration.yaml.Problems;
import dev.bailiwick.declaration.yaml.Value;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one file; goes on after a mistake, so that all of them are told at once. */
final class DeclarationReader {

    private final Mapping root;
    private final Problems problems = new Problems();
    private final Map<String, Place> places = new LinkedHashMap<>();

    DeclarationReader(Mapping root) {
        this.root = root;
    }

    Declaration read() {
        problems.attempt(root.place(), () -> root.only("schema", "roles", "tables"));
        Optional<String> schema =
                problems.attempt(root.place("schema"), () -> root.get("schema").text());
        Optional<Roles> roles =
                problems.attempt(root.place("roles"), () -> roles(root.get("roles").mapping()));
        List<Table> tables =
                problems.attempt(root.place("tables"), () -> tables(root.get("tables").mapping()))
                        .orElse(List.of());
        problems.throwIfAny();
        return new Declaration(
                wall(schema.orElseThrow(), roles.orElseThrow(), tables.toArray(Table[]::new)),
                places);
    }

    private static Roles roles(Mapping roles) {
        roles.only("owner", "app", "worker", "maintenance");
        return new Roles(
                roles.get("owner").text(),
                roles.get("app").text(),
                roles.find("worker").map(Value::text),
                roles.find("maintenance").map(Value::text));
    }

    private List<Table> tables(Mapping mapping) {
        List<Table> tables = new ArrayList<>();
        TableReader reader = new TableReader();
        mapping.values()
                .forEach(
                        (name, value) -> {
                            Place place = mapping.place(name);
                            places.put(name, place);
                            problems.attempt(place, () -> reader.read(name, value.mapping()))
                                    .ifPresent(tables::add);
                        });
        return tables;
    }

    /** What is wrong between tables is told at the one that the message begins with. */
    private Wall wall(String schema, Roles roles, Table... tables) {
        try {
            return Wall.of(schema, roles, tables);
        } catch (IllegalArgumentException wrong) {
            String message = String.valueOf(wrong.getMessage());
            Place place = root.place("tables");
            for (Table table : tables) {
                if (message.startsWith(table.toString() + " ")) {
                    place = places.getOrDefault(table.name(), place);
                }
            }
            throw new MalformedFileException(place, message);
        }
    }
}
