package dev.bailiwick.posture.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
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

    /** Providers that are seen by somebody, of all tenants: some 64 bytes each. */
    private static final long MOST_REMEMBERED = 500_000;

    private final JdbcClient jdbc;
    private final Cache<Whose, Seen> remembered =
            Caffeine.newBuilder()
                    .maximumWeight(MOST_REMEMBERED)
                    .<Whose, Seen>weigher((whose, seen) -> 4 + seen.count())
                    .build();

    Standings(@Qualifier("admission") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    // roles are few, so their permissions travel as one text
    private static final String READ =
            """
            select u.credentials_epoch, is_open(t) as open, m.role = 'owner' as owner, r.permissions, r.unlimited,
                   t.authority_epoch + u.authority_epoch as epoch
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

    // the groups of a limited visibility may hold thousands, so they are asked for once in an epoch
    private static final String SEEN =
            """
            select array(
                       select gm.provider_id
                       from role_user ru
                       join role_provider_group rg on rg.tenant_id = ru.tenant_id and rg.role_id = ru.role_id
                       join provider_group_member gm
                            on gm.tenant_id = rg.tenant_id and gm.provider_group_id = rg.provider_group_id
                       where ru.user_id = bailiwick.principal()) as providers,
                   array(
                       select rg.provider_group_id
                       from role_user ru
                       join role_provider_group rg on rg.tenant_id = ru.tenant_id and rg.role_id = ru.role_id
                       where ru.user_id = bailiwick.principal()) as groups,
                   (select count(*) from provider where deleted_at is null) as all_of_them
            """;

    /**
     * One statement, in a scope of its own, and a second one for what has not been read in this
     * epoch. Empty if the principal is not an active member, or the tenant is gone.
     */
    public Optional<Standing> read(PrincipalId principal, TenantId tenant) {
        // the whole tenant is in sight here: what the principal sees of it is only found out
        Scope scope = Visibility.all().within(Scope.Tenant.of(tenant).as(principal));
        return Scopes.call(
                scope, () -> jdbc.sql(READ).query((row, n) -> standing(row, principal)).optional());
    }

    private Standing standing(ResultSet row, PrincipalId principal) throws SQLException {
        Epoch epoch = new Epoch(row.getLong("epoch"));
        Seen seen =
                row.getBoolean("unlimited")
                        ? Seen.EVERYTHING
                        : seen(new Whose(Scopes.requireTenant().tenant(), principal, epoch));
        return new Standing(
                row.getInt("credentials_epoch"),
                row.getBoolean("open"),
                row.getBoolean("owner"),
                permissions(row.getString("permissions")),
                seen.visibility(),
                epoch,
                seen.share());
    }

    private Seen seen(Whose whose) {
        Seen known = remembered.getIfPresent(whose);
        if (known == null) {
            // not within the cache: it would hold a lock while the database works
            known = jdbc.sql(SEEN).query((row, n) -> Seen.of(row)).single();
            remembered.put(whose, known);
        }
        return known;
    }

    /** Whatever changes what is seen makes another epoch. */
    private record Whose(TenantId tenant, PrincipalId principal, Epoch epoch) {}

    /**
     * What somebody with a limited visibility sees, in one epoch.
     *
     * @param count of the providers and groups, where it is limited
     * @param share of the tenant's providers, from 0 to 1
     */
    private record Seen(Visibility visibility, int count, double share) {

        private static final Seen EVERYTHING = new Seen(Visibility.all(), 0, 1);

        private static Seen of(ResultSet row) throws SQLException {
            Set<UUID> providers = ids(row.getArray("providers"));
            Set<UUID> groups = ids(row.getArray("groups"));
            double share = (double) providers.size() / Math.max(1, row.getLong("all_of_them"));
            return new Seen(
                    new Visibility.Only(providers, groups),
                    providers.size() + groups.size(),
                    Math.min(1, share));
        }
    }

    private static Set<Permission> permissions(String names) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (String name : names.split(",", -1)) {
            Permission.named(name).ifPresent(permissions::add);
        }
        return permissions;
    }

    private static Set<UUID> ids(@Nullable Array array) throws SQLException {
        return array == null
                ? Set.of()
                : Arrays.stream((UUID[]) array.getArray()).collect(Collectors.toSet());
    }
}
