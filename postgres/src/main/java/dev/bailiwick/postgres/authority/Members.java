package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.core.authority.Holding;
import dev.bailiwick.core.authority.MembershipStatus;
import dev.bailiwick.core.authority.Permission;
import dev.bailiwick.core.authority.Role;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.core.authority.TenantStatus;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import javax.sql.DataSource;

/**
 * The members of tenants and what they hold. Changes are made as the principal in the tenant in
 * scope, in a transaction of their own, or in that of the data source if it keeps one for the
 * thread; all changes of one tenant come one after the other. May be used by any number of threads.
 */
public final class Members {

    private static final String HOLDING = "select * from bailiwick_authority.holding(?)";
    private static final String CHANGE = "select bailiwick_authority.change_member(?, ?, ?, ?, ?)";
    private static final String STATUS = "select bailiwick_authority.set_member_status(?, ?)";
    private static final String END = "select bailiwick_authority.end_membership(?)";

    private final Calls calls;
    private final Calls holdings;
    private final RoleModel model;

    /**
     * @param scoped the app role's, as the wall guards it
     * @param model the one that {@link AuthoritySql#model} has written
     */
    public Members(DataSource scoped, RoleModel model) {
        this(scoped, model, RefusalAudit.none());
    }

    /**
     * @param refusals hears of what the functions refuse
     */
    public Members(DataSource scoped, RoleModel model, RefusalAudit refusals) {
        this(scoped, scoped, model, refusals);
    }

    private Members(
            DataSource scoped, DataSource changing, RoleModel model, RefusalAudit refusals) {
        this.calls = new Calls(changing, refusals);
        this.holdings = new Calls(scoped);
        this.model = model;
    }

    /**
     * For frameworks that keep one connection for a thread while a transaction lasts.
     *
     * @param scoped for {@link #holding}, which is asked in a scope of its own and so outside of
     *     that transaction
     * @param changing for changes, which are made in it
     */
    public static Members changing(
            DataSource scoped, DataSource changing, RoleModel model, RefusalAudit refusals) {
        return new Members(scoped, changing, model, refusals);
    }

    /**
     * How {@code who} stands in {@code tenant} now; empty for a stranger. Asked in a scope of its
     * own, whatever the current one is, so that it can be asked before there is any. Roles and
     * permissions that the model does not know count for nothing.
     */
    public Optional<Holding> holding(PrincipalId who, TenantId tenant) throws SQLException {
        return Scopes.call(
                new Scope.Identity(who),
                () -> holdings.row(HOLDING, row -> held(who, tenant, row), tenant.text()));
    }

    private Holding held(PrincipalId who, TenantId tenant, ResultSet row) throws SQLException {
        return new Holding(
                who,
                tenant,
                Words.read(MembershipStatus.class, row.getString("status")),
                Calls.known(row, "roles", model::find),
                Calls.known(row, "custom", model.permissions()::find),
                Words.read(TenantStatus.class, row.getString("tenant_status")),
                new Epoch(row.getLong("epoch")));
    }

    /**
     * Lets {@code whom} hold more roles.
     *
     * @throws IllegalArgumentException if one is not of the model
     */
    public Change give(PrincipalId whom, Set<Role> roles) throws SQLException {
        return change(whom, names(roles), Set.of(), Set.of(), Set.of());
    }

    /**
     * Takes roles from {@code whom}, whose pending invitations to others are revoked with them.
     *
     * @throws IllegalArgumentException if one is not of the model
     */
    public Change take(PrincipalId whom, Set<Role> roles) throws SQLException {
        return change(whom, Set.of(), names(roles), Set.of(), Set.of());
    }

    /**
     * Lets {@code whom} hold more permissions beside those of the roles.
     *
     * @throws IllegalArgumentException if one is not of the model
     */
    public Change giveCustom(PrincipalId whom, Set<? extends Permission> permissions)
            throws SQLException {
        return change(whom, Set.of(), Set.of(), permissionNames(permissions), Set.of());
    }

    /** As {@link #take}, for permissions that are held beside those of the roles. */
    public Change takeCustom(PrincipalId whom, Set<? extends Permission> permissions)
            throws SQLException {
        return change(whom, Set.of(), Set.of(), Set.of(), permissionNames(permissions));
    }

    private Change change(
            PrincipalId whom,
            Set<String> gives,
            Set<String> takes,
            Set<String> customGives,
            Set<String> customTakes)
            throws SQLException {
        return changed(CHANGE, whom.text(), gives, takes, customGives, customTakes);
    }

    /** Lets {@code whom} keep what is held, for later, and do nothing until then. */
    public Change suspend(PrincipalId whom) throws SQLException {
        return changed(STATUS, whom.text(), Words.written(MembershipStatus.SUSPENDED));
    }

    public Change resume(PrincipalId whom) throws SQLException {
        return changed(STATUS, whom.text(), Words.written(MembershipStatus.ACTIVE));
    }

    /** Ends a membership. Everybody may end their own; nothing of it is kept. */
    public Change end(PrincipalId whom) throws SQLException {
        return changed(END, whom.text());
    }

    private Change changed(String sql, Object... arguments) throws SQLException {
        return Words.read(Change.class, calls.asMember(sql, arguments));
    }

    private Set<String> names(Set<Role> roles) {
        return Set.copyOf(roles.stream().map(role -> model.require(role.name()).name()).toList());
    }

    private Set<String> permissionNames(Set<? extends Permission> permissions) {
        List<String> names =
                permissions.stream()
                        .map(permission -> model.permissions().require(permission.name()).name())
                        .toList();
        return Set.copyOf(names);
    }
}
