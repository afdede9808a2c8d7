package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.Limit;
import dev.bailiwick.core.authority.TenantStatus;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;

import javax.sql.DataSource;

/** What the operator decides about tenants as a whole: in a scope of maintenance alone. */
public final class Tenants {

    private static final String STATUS = "select bailiwick_authority.set_tenant_status(?, ?)";
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
     * @return false if there is no such tenant
     */
    private boolean done(String sql, @Nullable Object... arguments) throws SQLException {
        return calls.row(sql, row -> row.getString(1).equals("done"), arguments).orElseThrow();
    }
}
