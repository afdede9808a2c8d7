package dev.bailiwick.spring.desk;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.authority.Permissions;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.authority.Accounts;
import dev.bailiwick.postgres.authority.AuthoritySql;
import dev.bailiwick.postgres.authority.Duties;
import dev.bailiwick.postgres.authority.Members;
import dev.bailiwick.spring.TenantMembership;
import dev.bailiwick.spring.jpa.ScannedEntities;
import dev.bailiwick.spring.member.KeptMembership;
import dev.bailiwick.spring.store.WallMigration;
import dev.bailiwick.spring.web.Principals;
import dev.bailiwick.spring.web.Principals.Identified;

import org.flywaydb.core.api.migration.JavaMigration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

import java.util.ArrayList;
import java.util.List;

// snippet application
@SpringBootApplication(proxyBeanMethods = false)
class DeskApplication {

    static final Accounts ACCOUNTS = new Accounts("workspace(id)", "person(id)", "email");

    /** Members and their invitations, teams, reading the audit; and sharing outside. */
    static final Duties DUTIES =
            new Duties(
                            Permit.MEMBER_MANAGE,
                            Permit.MEMBER_MANAGE,
                            Permit.MEMBER_MANAGE,
                            Permit.AUDIT_READ)
                    .withOutside(Permit.SHARE_OUTSIDE);

    @Bean
    RoleModel model() {
        return RoleModel.of(Permissions.of(Permit.class))
                .role("owner")
                .role("admin", Permit.MEMBER_MANAGE, Permit.AUDIT_READ)
                .above("owner", "admin")
                .role("member", Permit.DOCUMENT_WRITE)
                .above("admin", "member")
                .role("viewer", Permit.DOCUMENT_READ)
                .above("member", "viewer")
                .build();
    }

    /** The entities declare their own tables; what annotations cannot say stands here. */
    @Bean
    Wall wall(ApplicationContext application, RoleModel model) {
        List<Table> tables = new ArrayList<>(AuthoritySql.declarations());
        tables.add(Table.internal("flyway_schema_history").leftToItsTool());
        tables.add(Table.identity("workspace").select(Rows.ofTenant("id")).changedByOwner());
        tables.add(
                Table.identity("person")
                        .select(
                                Rows.own("id"),
                                Rows.ofTenantThrough(
                                        "id",
                                        "bailiwick_authority.membership",
                                        "principal_id",
                                        "tenant_id"))
                        .changedByOwner());
        tables.add(
                Table.tenant("document")
                        .ownedBy("author_id")
                        .sharedAs("document")
                        .select()
                        .insert()
                        .update("title")
                        .delete());
        Roles roles =
                Roles.of("desk_owner", "desk_app")
                        .withGuests("desk_guests")
                        .withMaintenance("desk_maint");
        return AuthoritySql.within(
                ScannedEntities.wall(application, "desk", roles, tables.toArray(Table[]::new)),
                ACCOUNTS,
                DUTIES,
                model);
    }

    @Bean
    JavaMigration functions(Wall wall) {
        return WallMigration.once("1", "functions", WallSql.functions(wall));
    }

    /** Behind V2, the tables of workspaces and people, and before V4, the documents. */
    @Bean
    JavaMigration authority(Wall wall) {
        return WallMigration.once(
                "3", "authority", new AuthoritySql(wall, ACCOUNTS, DUTIES).tables());
    }

    /** Whenever the model, the wall or the toolkit is another. */
    @Bean
    JavaMigration again(Wall wall, RoleModel model) {
        return WallMigration.repeatable(
                "again", new AuthoritySql(wall, ACCOUNTS, DUTIES).again(model));
    }

    /** {@code Members}, {@code Invitations}, {@code Teams}, {@code Shares} are beans by now. */
    @Bean
    TenantMembership membership(Members members, RoleModel model) {
        return new KeptMembership(members, model);
    }

    /** For trying it out, and to be replaced: believes whoever they say they are. */
    @Bean
    Principals principals() {
        return request -> {
            String who = request.getHeader("X-Who");
            return who == null
                    ? new Identified.Nobody()
                    : new Identified.Known(PrincipalId.parse(who));
        };
    }
}
// end
