package dev.bailiwick.postgres.plan;

import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.catalogue.Catalogue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/** What is in the database now, as far as a plan changes it. */
record Live(List<LiveTable> tables, List<LivePolicy> policies, List<LiveGrant> grants) {

    static Live read(Wall wall, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // so that expressions are printed with the schemas of their names
            statement.execute("set local search_path = pg_catalog, pg_temp");
        }
        Catalogue catalogue = new Catalogue(connection, wall.schema(), wall.schemas());
        return new Live(
                catalogue.protections().stream()
                        .filter(LiveTable::isMended)
                        .map(LiveTable::of)
                        .toList(),
                catalogue.policies().stream().map(LivePolicy::of).toList(),
                catalogue.privileges(wall.roles().granted()).stream().map(LiveGrant::of).toList());
    }

    Optional<LiveTable> table(String label) {
        return tables.stream().filter(table -> table.label().equals(label)).findFirst();
    }

    List<LivePolicy> policiesOf(String label) {
        return policies.stream().filter(policy -> policy.label().equals(label)).toList();
    }

    /**
     * @param relation kind and label
     */
    List<LiveGrant> grantsOn(String relation) {
        return grants.stream().filter(grant -> grant.relation().equals(relation)).toList();
    }
}
