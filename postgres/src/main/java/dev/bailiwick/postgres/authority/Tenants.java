package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.Limit;
import dev.bailiwick.core.authority.Role;
import dev.bailiwick.core.authority.TenantStatus;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import javax.sql.DataSource;

/** What the operator decides about tenants as a whole: in a scope of maintenance alone. */
public final class Tenants {

    private static final String STATUS = "select bailiwick_authority.set_tenant_status(?, ?)";
    private static final String BRING_IN = "select bailiwick_authority.bring_in(?, ?::jsonb)";
    private static final String REPLACE = "select bailiwick_authority.replace_role(?, ?)";
    private static final String LIMIT = "select bailiwick_authority.set_limit(?, ?, ?)";

    private final Calls calls;

    /**
     * @param maintenance as {@link dev.bailiwick.postgres.jdbc.ScopedDataSource#maintenance} makes
     *     it
     */
    public Tenants(DataSource maintenance) {
        this.calls = new Calls(maintenance);
    }

    /** Takes effect with the next transaction of each scope that carries its epoch. */
    public boolean setStatus(TenantId tenant, TenantStatus status) throws SQLException {
        return done(STATUS, tenant.text(), Words.written(status));
    }

    /** Nothing is taken away from who has more already; there is only no more. */
    public boolean limit(TenantId tenant, Limit limit, long most) throws SQLException {
        return done(LIMIT, tenant.text(), Words.written(limit), most);
    }

    public boolean unlimited(TenantId tenant, Limit limit) throws SQLException {
        return done(LIMIT, tenant.text(), Words.written(limit), null);
    }

    /**
     * Makes members of those who were members before there were the tables of authority, and founds
     * the tenant there if need be: its row and theirs are there already. Each is on record. Who is
     * a member stays as they are, so that it may be done again. Beyond the limit of users, too.
     *
     * @param whom what each is to hold
     * @return how many came
     * @throws SQLException of class 23 and nothing has changed, if the tenant would have no active
     *     owner, or there is no such tenant or principal; 22023 if the model that is installed has
     *     no such role
     */
    public long bringIn(TenantId tenant, Map<PrincipalId, Set<Role>> whom) throws SQLException {
        String members =
                whom.entrySet().stream()
                        .map(
                                one ->
                                        quoted(one.getKey().text())
                                                + ": "
                                                + one.getValue().stream()
                                                        .map(role -> quoted(role.name()))
                                                        .collect(
                                                                Collectors.joining(", ", "[", "]")))
                        .collect(Collectors.joining(",\n", "{", "}"));
        return calls.row(BRING_IN, row -> row.getLong(1), tenant.text(), members).orElseThrow();
    }

    /**
     * Lets whoever holds {@code old}, in whatever tenant, hold {@code by} instead, so that a model
     * without {@code old} can be installed. Is on record in each of the tenants.
     *
     * @return how many members
     * @throws SQLException 22023 if the model that is installed does not know both, or one of them
     *     is the owner's
     */
    public long replaceRole(Role old, Role by) throws SQLException {
        return calls.row(REPLACE, row -> row.getLong(1), old.name(), by.name()).orElseThrow();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /**
     * @return false if there is no such tenant
     */
    private boolean done(String sql, @Nullable Object... arguments) throws SQLException {
        return calls.row(sql, row -> row.getString(1).equals("done"), arguments).orElseThrow();
    }
}
