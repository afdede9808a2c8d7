package dev.bailiwick.postgres;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.TestDatabase;

import java.sql.SQLException;

/** The {@link School}s, a third one, and a role that may look at several of them. */
public final class Schools {

    public static final TenantId CORE = TenantId.parse("00000000-0000-7000-8000-00000000000c");
    public static final String ROLE = "school_several";

    public static final Wall WALL =
            Wall.of("school", School.ROLES.withSeveral(ROLE), School.WALL.tables());

    private static final Blueprint BLUEPRINT =
            Blueprint.of("school")
                    .withRole("school_worker")
                    .withRole(ROLE)
                    .with(WallSql.functions(WALL), School.TABLES, WallSql.isolation(WALL))
                    .withRows(
                            School.ROWS,
                            """
                            insert into pupil (tenant_id, id, name)
                            values ('%s', '00000000-0000-7000-8000-c00000000001', 'core-1');
                            insert into page (pupil_id, title) select id, name || '-page' from pupil where name = 'core-1';
                            insert into lesson (tenant_id, title) values ('%1$s', 'core-none');
                            insert into organisation values ('%1$s', 'Core');
                            """
                                    .formatted(CORE));

    private Schools() {}

    public static TestDatabase database() throws SQLException {
        return BLUEPRINT.database();
    }

    /** For scopes of one tenant and of several, each from its own connections. */
    public static ScopedDataSource scoped(TestDatabase database) {
        return ScopedDataSource.of(database.app(), WALL)
                .or(ScopedDataSource.several(database.as(ROLE), WALL));
    }

    public static Scope.Tenants acmeAndBolt() {
        return Scope.Tenants.of(School.ACME, School.BOLT);
    }
}
