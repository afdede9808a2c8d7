package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.IsolationContract;
import dev.bailiwick.testbed.TestDatabase;
import dev.bailiwick.testbed.Wire;

import java.io.IOException;
import java.sql.SQLException;

/** What data access libraries are tried on: the pupils of two schools. */
final class Pupils {

    static final String NAMES = "select name from pupil where name <> ?";

    static final String NAMES_BY_JOIN =
            "select a.name from pupil a join pupil b on b.id = a.id"
                    + " where exists (select 1 from pupil c where c.name = b.name)";

    static final String ADD = "insert into pupil (name) values (?)";
    static final String ADD_FOR = "insert into pupil (tenant_id, name) values (?, ?)";
    static final String RENAME = "update pupil set name = ? where name = ?";
    static final String REMOVE = "delete from pupil where name = ?";

    private Pupils() {}

    static IsolationContract.Ground ground() throws SQLException, IOException {
        TestDatabase database = School.database().withTwins();
        // pupils of either school that nothing refers to, so that they can be removed
        database.asSuperuser("delete from school.mark; delete from school.page");
        Wire wire = Wire.to(database.app());
        return new IsolationContract.Ground(
                database,
                wire,
                ScopedDataSource.of(wire.through(), School.WALL),
                School.acme(),
                School.bolt());
    }
}
