package dev.bailiwick.postgres;

import dev.bailiwick.core.Dimension;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The server's version, and what a fresh session already has set. */
final class SessionFaults {

    /** The first release of the oldest major version that is tested with security fixes in it. */
    private static final int OLDEST = 18_00_01;

    private static final String VERSION =
            "select current_setting('server_version_num')::int, current_setting('server_version')";

    private static final String USERS = "select session_user, current_user";

    private static final String SET_ALREADY =
            """
            select name from unnest(?::text[]) as name
            where nullif(current_setting(name, true), '') is not null
            """;

    private static final String PRESET =
            """
            select split_part(setting, '=', 1) || ' is preset for '
                || coalesce('role ' || rolname, 'every role')
                || coalesce(' in database ' || datname, '')
            from pg_catalog.pg_db_role_setting
            cross join unnest(setconfig) as setting
            left join pg_catalog.pg_roles on pg_roles.oid = setrole
            left join pg_catalog.pg_database on pg_database.oid = setdatabase
            where lower(setting) like 'bailiwick.%'
            and (setdatabase = 0 or datname = current_database())
            """;

    private final Wall wall;

    SessionFaults(Wall wall) {
        this.wall = wall;
    }

    List<String> in(Catalogue catalogue) throws SQLException {
        List<String> faults = new ArrayList<>();
        catalogue
                .list(
                        VERSION,
                        row ->
                                row.getInt(1) < OLDEST
                                        ? "server: PostgreSQL %s is older than 18.1, which has security fixes it lacks"
                                                .formatted(row.getString(2))
                                        : "")
                .stream()
                .filter(fault -> !fault.isEmpty())
                .forEach(faults::add);
        catalogue
                .list(USERS, row -> List.of(row.getString(1), row.getString(2)))
                .forEach(users -> faults.addAll(userFaults(users.get(0), users.get(1))));
        for (String name : catalogue.texts(SET_ALREADY, settings())) {
            faults.add("session: %s is set before any scope is entered".formatted(name));
        }
        for (String preset : catalogue.texts(PRESET)) {
            faults.add("setting: " + preset);
        }
        return faults;
    }

    private List<String> userFaults(String session, String current) {
        List<String> faults = new ArrayList<>();
        if (!session.equals(current)) {
            faults.add(
                    "session: logged in as %s but acting as %s, which it can undo"
                            .formatted(session, current));
        }
        if (!current.equals(wall.roles().app())) {
            faults.add("session: acting as %s, not as %s".formatted(current, wall.roles().app()));
        }
        return faults;
    }

    private List<String> settings() {
        return Stream.concat(
                        Stream.of("tenant", "principal"),
                        wall.dimensions().stream().map(Dimension::name))
                .map(name -> "bailiwick." + name)
                .toList();
    }
}
