package dev.bailiwick.posture.access;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Reads how principals stand in tenants: always from the database, never from what a token says.
 */
@Component
public final class Standings {

    private static final Set<String> OPEN = Set.of("trial", "active");

    private final JdbcClient jdbc;

    Standings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    // roles are few, so their permissions travel as one text; the providers are only asked for
    // where visibility is limited
    private static final String READ =
            """
            select u.credentials_epoch, t.status, m.role = 'owner' as owner, r.permissions, r.unlimited,
                   case when not r.unlimited then array(
                       select gm.provider_id
                       from role_user ru
                       join role_provider_group rg on rg.tenant_id = ru.tenant_id and rg.role_id = ru.role_id
                       join provider_group_member gm
                            on gm.tenant_id = rg.tenant_id and gm.provider_group_id = rg.provider_group_id
                       where ru.user_id = u.id) end as providers
            from app_user u
            join membership m on m.user_id = u.id and m.tenant_id = bailiwick.tenant()
            join tenant t on t.id = m.tenant_id
            cross join lateral (
                select coalesce(string_agg(array_to_string(role.permissions, ','), ','), '') as permissions,
                       coalesce(bool_or(role.unlimited_visibility), false) as unlimited
                from role_user ru
                join role on role.tenant_id = ru.tenant_id and role.id = ru.role_id
                where ru.user_id = u.id) r
            where u.id = bailiwick.principal() and u.is_active and t.deleted_at is null
            """;

    /**
     * One statement, in a scope of its own. Empty if the principal is not an active member, or the
     * tenant is gone.
     */
    public Optional<Standing> read(PrincipalId principal, TenantId tenant) {
        // the whole tenant is in sight here: what the principal sees of it is only found out
        Scope scope =
                Scope.Tenant.of(tenant).as(principal).with(Visibility.PROVIDERS, Visibility.all());
        return Scopes.call(scope, () -> jdbc.sql(READ).query((row, n) -> standing(row)).optional());
    }

    private static Standing standing(ResultSet row) throws SQLException {
        return new Standing(
                row.getInt("credentials_epoch"),
                OPEN.contains(row.getString("status")),
                row.getBoolean("owner"),
                permissions(row.getString("permissions")),
                row.getBoolean("unlimited")
                        ? Visibility.all()
                        : new Visibility.Only(providers(row.getArray("providers"))));
    }

    private static Set<Permission> permissions(String names) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (String name : names.split(",", -1)) {
            Permission.named(name).ifPresent(permissions::add);
        }
        return permissions;
    }

    private static Set<UUID> providers(@Nullable Array array) throws SQLException {
        return array == null
                ? Set.of()
                : Arrays.stream((UUID[]) array.getArray()).collect(Collectors.toSet());
    }
}
