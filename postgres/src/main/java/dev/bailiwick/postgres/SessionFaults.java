package dev.bailiwick.postgres;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.catalogue.Catalogue;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The server's version, and what a fresh session already has set. */
final class SessionFaults {

    private static final String VERSION =
            "select current_setting('server_version_num')::int, current_setting('server_version')";

    /** Who logged in: not the session's user where that was set by a superuser. */
    private static final String USERS =
            """
            select usename, current_user from pg_catalog.pg_stat_activity
            where pid = pg_backend_pid()
            """;

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
            where starts_with(lower(setting), ?)
            and (setdatabase = 0 or datname = current_database())
            """;

    private final Wall wall;
    private final String role;

    /**
     * @param role as which the session is to act
     */
    SessionFaults(Wall wall, String role) {
        this.wall = wall;
        this.role = role;
    }

    List<Fault> in(Catalogue catalogue) throws SQLException {
        List<Fault> faults = new ArrayList<>();
        catalogue
                .list(VERSION, row -> Release.faults(row.getInt(1), row.getString(2)))
                .forEach(faults::addAll);
        catalogue
                .list(USERS, row -> List.of(row.getString(1), row.getString(2)))
                .forEach(users -> faults.addAll(userFaults(users.get(0), users.get(1))));
        for (String name : catalogue.texts(SET_ALREADY, settings())) {
            faults.add(
                    Check.SESSION_SCOPE_PRESET.fault(
                            "session", "%s is set before any scope is entered", name));
        }
        for (String preset : catalogue.texts(PRESET, wall.settings().named(""))) {
            faults.add(Check.SESSION_SCOPE_PRESET.fault("setting", preset));
        }
        return faults;
    }

    private List<Fault> userFaults(String session, String current) {
        List<Fault> faults = new ArrayList<>();
        if (!session.equals(current)) {
            faults.add(
                    Check.SESSION_USER.fault(
                            "session",
                            "logged in as %s but acting as %s, which it can undo",
                            session,
                            current));
        }
        if (!current.equals(role)) {
            faults.add(
                    Check.SESSION_USER.fault("session", "acting as %s, not as %s", current, role));
        }
        return faults;
    }

    private List<String> settings() {
        Settings settings = wall.settings();
        return Stream.concat(
                        Stream.of(
                                settings.tenant(),
                                settings.principal(),
                                "tenants",
                                "home",
                                "epoch"),
                        wall.dimensions().stream().map(Dimension::name))
                .map(settings::named)
                .toList();
    }
}
