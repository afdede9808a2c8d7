package dev.bailiwick.declaration;

import dev.bailiwick.declaration.yaml.MalformedFileException;
import dev.bailiwick.declaration.yaml.Mapping;
import dev.bailiwick.declaration.yaml.Place;
import dev.bailiwick.declaration.yaml.Problems;
import dev.bailiwick.declaration.yaml.Value;
import dev.bailiwick.postgres.KeyType;
import dev.bailiwick.postgres.Rendering;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Settings;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.authority.AuthoritySql;
import dev.bailiwick.postgres.sealed.SealForm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Reads one file; goes on after a mistake, so that all of them are told at once. */
final class DeclarationReader {

    private static final String[] KEYS = {
        "schema",
        "roles",
        "tables",
        "tenant-key",
        "principal-key",
        "settings",
        "functions-schema",
        "rendering",
        "seal",
        "optional-dimensions",
        "epoch",
        "authority"
    };

    private final Mapping root;
    private final Problems problems = new Problems();
    private final Map<String, Place> places = new LinkedHashMap<>();

    DeclarationReader(Mapping root) {
        this.root = root;
    }

    Declaration read() {
        problems.attempt(root.place(), () -> root.only(KEYS));
        Optional<String> schema =
                problems.attempt(root.place("schema"), () -> root.get("schema").text());
        Optional<Roles> roles =
                problems.attempt(root.place("roles"), () -> roles(root.get("roles").mapping()));
        List<Table> tables =
                new ArrayList<>(
                        problems.attempt(
                                        root.place("tables"),
                                        () -> tables(root.get("tables").mapping()))
                                .orElse(List.of()));
        if (root.has("authority")) {
            // tables of teams and shares are nothing without these
            tables.addAll(AuthoritySql.declarations());
        }
        Optional<UnaryOperator<Wall>> spelling = problems.attempt(root.place(), this::spelling);
        problems.throwIfAny();
        Wall wall = wall(schema.orElseThrow(), roles.orElseThrow(), tables);
        return new Declaration(spelled(wall, spelling.orElseThrow()), places);
    }

    /** How the wall is written into the database, where that is not the usual way. */
    private UnaryOperator<Wall> spelling() {
        Optional<KeyType> tenant = root.find("tenant-key").map(DeclarationReader::keyType);
        Optional<KeyType> principal = root.find("principal-key").map(DeclarationReader::keyType);
        Optional<Settings> settings = root.find("settings").map(value -> settings(value.mapping()));
        Optional<String> functions = root.find("functions-schema").map(Value::text);
        Optional<UnaryOperator<Wall>> epoch = root.find("epoch").map(Epochs::read);
        Optional<UnaryOperator<Wall>> authority = root.find("authority").map(KeptAuthority::read);
        Optional<Rendering> rendering =
                root.find("rendering").map(value -> Words.constant(value, Rendering.class));
        Optional<SealForm> seal =
                root.find("seal").map(value -> Words.constant(value, SealForm.class));
        return wall -> {
            Wall spelled = wall;
            spelled = tenant.map(spelled::withTenantKey).orElse(spelled);
            spelled = principal.map(spelled::withPrincipalKey).orElse(spelled);
            spelled = settings.map(spelled::withSettings).orElse(spelled);
            spelled = functions.map(spelled::withFunctionsIn).orElse(spelled);
            spelled = epoch.orElse(UnaryOperator.identity()).apply(spelled);
            spelled = rendering.map(spelled::renderedAs).orElse(spelled);
            spelled = seal.map(spelled::sealedAs).orElse(spelled);
            return authority.orElse(UnaryOperator.identity()).apply(spelled);
        };
    }

    private static KeyType keyType(Value value) {
        return Words.constant(value, KeyType.class);
    }

    private static Settings settings(Mapping settings) {
        settings.only("prefix", "tenant", "principal");
        Settings usual = Settings.standard();
        return new Settings(
                settings.find("prefix").map(Value::text).orElse(usual.prefix()),
                settings.find("tenant").map(Value::text).orElse(usual.tenant()),
                settings.find("principal").map(Value::text).orElse(usual.principal()));
    }

    private Wall spelled(Wall wall, UnaryOperator<Wall> spelling) {
        try {
            return spelling.apply(wall);
        } catch (IllegalArgumentException wrong) {
            throw misdeclared(wall.tables(), wrong);
        }
    }

    private static Roles roles(Mapping roles) {
        roles.only("owner", "app", "worker", "maintenance", "several", "guests");
        return new Roles(
                roles.get("owner").text(),
                roles.get("app").text(),
                roles.find("worker").map(Value::text),
                roles.find("maintenance").map(Value::text),
                roles.find("several").map(Value::text),
                roles.find("guests").map(Value::text));
    }

    private List<Table> tables(Mapping mapping) {
        List<Table> tables = new ArrayList<>();
        List<Value> optional =
                problems.attempt(
                                root.place("optional-dimensions"),
                                () ->
                                        root.find("optional-dimensions")
                                                .map(Value::list)
                                                .orElse(List.of()))
                        .orElse(List.of());
        TableReader reader = new TableReader(optional.stream().map(Value::text).toList());
        mapping.values()
                .forEach(
                        (name, value) -> {
                            Place place = mapping.place(name);
                            places.put(name, place);
                            problems.attempt(place, () -> reader.read(name, value.mapping()))
                                    .ifPresent(tables::add);
                        });
        for (Value name : optional) {
            problems.attempt(name.place(), () -> reader.used(name));
        }
        return tables;
    }

    private Wall wall(String schema, Roles roles, List<Table> tables) {
        try {
            return Wall.of(schema, roles, tables);
        } catch (IllegalArgumentException wrong) {
            throw misdeclared(tables, wrong);
        }
    }

    /** What is wrong between tables is told at the one that the message begins with. */
    private MalformedFileException misdeclared(
            Collection<Table> tables, IllegalArgumentException wrong) {
        String message = String.valueOf(wrong.getMessage());
        Place place = root.place("tables");
        for (Table table : tables) {
            if (message.startsWith(table.toString() + " ")) {
                place = places.getOrDefault(table.name(), place);
            }
        }
        return new MalformedFileException(place, message);
    }
}
