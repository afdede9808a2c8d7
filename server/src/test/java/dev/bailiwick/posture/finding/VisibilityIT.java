package dev.bailiwick.posture.finding;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.Orchard;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.access.Visibility;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What PostgreSQL itself shows to somebody who sees some providers only. */
class VisibilityIT {

    private static final TestServer SERVER = TestServer.shared();
    private static final Orchard ORCHARD = Orchard.shared();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "provider | 2 | 1",
                "scan | 3 | 1",
                "finding | 150 | 30",
                "resource | 17 | 5",
                "resource_tag | 51 | 15",
                "scan_resource | 25 | 5",
                "(select sum(findings) n from scan_count) s, generate_series(1, n::int) | 150 | 30",
                "(select sum(findings) n from scan_breakdown) s, generate_series(1, n::int)"
                        + " | 150 | 30",
                "unnest(search_resources('res', null)) | 17 | 5",
                "unnest(search_resources('res 00003', array['%res-00003%'])) | 2 | 1",
                "search_findings('rotten', null, {scans}, '{first}', '{last}', null, null, null,"
                        + " null, null, null, null, null, null, 'id') | 75 | 15"
            })
    void someSeeTheirProvidersOnly(String from, int all, int south) {
        String table =
                from.replace("{scans}", scans())
                        .replace("{first}", new UUID(0, 0).toString())
                        .replace("{last}", new UUID(-1, -1).toString());
        UUID visible = ORCHARD.provider(Orchard.SOUTH);

        assertThat(count(table, Visibility.all())).isEqualTo(all);
        assertThat(count(table, new Visibility.Only(Set.of(visible)))).isEqualTo(south);
        assertThat(count(table, new Visibility.Only(Set.of(UUID.randomUUID())))).isZero();
        assertThat(count(table, new Visibility.Only(Set.of()))).isZero();
    }

    /** Seen are those that the scope names, and of what is linked no other either. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "provider_group | id",
                "provider_group_member | provider_group_id",
                "role_provider_group | provider_group_id"
            })
    void someSeeTheirGroupsOnly(String what) {
        Tenancy tenancy = Orchard.southAlone(SERVER);
        UUID provider = UUID.fromString(tenancy.api().get("providers").ids().getFirst());
        tenancy.limit(tenancy.member(), provider);
        tenancy.limit(tenancy.member(), provider);
        String table = what.split(" ")[0];
        Scope.Tenant all = tenancy.scope();
        UUID own =
                Scopes.call(
                        all,
                        () ->
                                SERVER.bean(JdbcClient.class)
                                        .sql("select id from provider_group order by id limit 1")
                                        .query(UUID.class)
                                        .single());
        Visibility seen = new Visibility.Only(Set.of(provider), Set.of(own));

        assertThat(count(table, all)).isEqualTo(2);
        assertThat(count(table, seen.within(all))).isEqualTo(1);
        assertThat(
                        count(
                                "%s where %s <> '%s'".formatted(table, what.split(" ")[2], own),
                                seen.within(all)))
                .isZero();
        assertThat(count(table, new Visibility.Only(Set.of(provider)).within(all))).isZero();
    }

    /** All tables whose rows are a provider's, also those that come later. */
    @Test
    void ofEveryTableOfProvidersSomeSeeTheirsOnly() {
        Orchard orchard = Orchard.planted(SERVER);
        Outbuildings.raise(orchard.tenancy());
        UUID south = orchard.provider(Orchard.SOUTH);
        Scope.Tenant tenant = orchard.tenancy().scope();

        assertThat(tables())
                .hasSizeGreaterThanOrEqualTo(15)
                .allSatisfy(
                        table -> {
                            long nobodys = rows(orchard, table, "provider_id is null");
                            long own = rows(orchard, table, "provider_id = '" + south + "'");
                            long all = rows(orchard, table, "true");
                            assertThat(own).as("the south's").isPositive();
                            assertThat(all).as("and others").isGreaterThan(own + nobodys);

                            assertThat(count(table, Visibility.all().within(tenant)))
                                    .isEqualTo(all);
                            Visibility some = new Visibility.Only(Set.of(south));
                            assertThat(count(table, some.within(tenant))).isEqualTo(own + nobodys);
                            Visibility other = new Visibility.Only(Set.of(UUID.randomUUID()));
                            assertThat(count(table, other.within(tenant))).isEqualTo(nobodys);
                        });
    }

    private static final String UPLOAD =
            """
            with upload as (
                insert into ingestion (tenant_id, status, sender_id, provider_nos)
                select :of_tenant, 'completed', :sender,
                       (select array_agg(p.no) from provider p where p.tenant_id = :of_tenant and p.id = any (:providers))
                returning tenant_id, id),
            account as (
                insert into ingestion_account (tenant_id, ingestion_id, provider, uid, source)
                select tenant_id, id, 'aws', '210987654321', '{}' from upload),
            chunk as (
                insert into ingestion_chunk (tenant_id, ingestion_id, seq, data) select tenant_id, id, 0, '' from upload)
            insert into ingestion_error (tenant_id, ingestion_id, reason) select tenant_id, id, 'is bad' from upload
            returning ingestion_id
            """;

    private static UUID upload(Tenancy tenancy, UUID sender, UUID... providers) {
        return SERVER.sql()
                .sql(UPLOAD)
                .param("of_tenant", tenancy.id())
                .param("sender", sender)
                .param("providers", providers)
                .query(UUID.class)
                .single();
    }

    /** What belongs to an upload like the upload itself. */
    @ParameterizedTest
    @ValueSource(strings = {"ingestion", "ingestion_account", "ingestion_chunk", "ingestion_error"})
    void ofUploadsSomeSeeThoseOfTheirProvidersAndTheirOwnOnly(String table) {
        Tenancy tenancy = Tenancy.of(SERVER);
        UUID north = provider(tenancy, "210987654321");
        UUID south = provider(tenancy, "210987654322");
        Tenancy.Person sender = tenancy.member();
        Tenancy.Person other = tenancy.member();
        UUID ofSouth = upload(tenancy, other.id(), south);
        upload(tenancy, other.id(), north);
        upload(tenancy, other.id(), north, south);
        upload(tenancy, other.id());
        UUID own = upload(tenancy, sender.id(), north);
        Scope.Tenant scope = tenancy.scope(sender);
        Scope.Tenant nobody = Scope.Tenant.of(scope.tenant());
        Visibility some = new Visibility.Only(Set.of(south));
        Visibility both = new Visibility.Only(Set.of(north, south));
        Visibility none = new Visibility.Only(Set.of());

        assertThat(uploads(table, Visibility.all().within(nobody))).hasSize(5);
        assertThat(uploads(table, some.within(nobody))).containsExactly(ofSouth);
        assertThat(uploads(table, both.within(nobody))).hasSize(4);
        assertThat(uploads(table, none.within(nobody))).isEmpty();
        assertThat(uploads(table, some.within(scope))).containsExactlyInAnyOrder(ofSouth, own);
        assertThat(uploads(table, none.within(scope))).containsExactly(own);
    }

    private static List<UUID> uploads(String table, Scope scope) {
        String id = table.equals("ingestion") ? "id" : "ingestion_id";
        return Scopes.call(
                scope,
                () ->
                        SERVER.bean(JdbcClient.class)
                                .sql("select %s from %s".formatted(id, table))
                                .query(UUID.class)
                                .list());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ingestion_account (ingestion_id, provider, uid, source) values (?, 'aws', '1',"
                        + " '{}')",
                "ingestion_chunk (ingestion_id, seq, data) values (?, 1, '')",
                "ingestion_error (ingestion_id, reason) values (?, 'is bad')"
            })
    void toUploadsOutOfSightNothingIsAddedAndOfThemNothingIsTaken(String row) {
        Tenancy tenancy = Tenancy.of(SERVER);
        UUID north = provider(tenancy, "210987654321");
        Tenancy.Person sender = tenancy.member();
        UUID foreign = upload(tenancy, tenancy.owner().id(), north);
        UUID own = upload(tenancy, sender.id(), north);
        Scope.Tenant scope = new Visibility.Only(Set.of()).within(tenancy.scope(sender));
        String delete = "delete from %s where ingestion_id = ?".formatted(row.split(" ")[0]);

        assertThat(change(scope, "insert into " + row, own)).isOne();
        assertThatThrownBy(() -> change(scope, "insert into " + row, foreign))
                .rootCause()
                .hasMessageContaining("row-level security");
        assertThat(change(scope, delete, foreign)).isZero();
        assertThat(change(scope, delete, own)).isEqualTo(2);
    }

    private static int change(Scope scope, String statement, UUID upload) {
        return Scopes.call(
                scope, () -> SERVER.bean(JdbcClient.class).sql(statement).param(upload).update());
    }

    private static UUID provider(Tenancy tenancy, String uid) {
        Map<String, Object> account = Map.of("provider", "aws", "uid", uid);
        return UUID.fromString(
                tenancy.api().post("providers", document("providers", account)).expect(201).id());
    }

    /** But what is narrowed by groups too, of which there is more to ask. */
    private static List<String> tables() {
        return SERVER.sql()
                .sql(
                        """
                        select c.relname
                        from pg_class c
                        join pg_attribute a on a.attrelid = c.oid and a.attname = 'provider_no'
                        where c.relnamespace = 'posture'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                          and c.relname <> 'provider_group_member'
                        order by c.relname
                        """)
                .query((row, n) -> row.getString(1))
                .list();
    }

    private static long rows(Orchard orchard, String table, String condition) {
        return SERVER.sql()
                .sql(
                        "select count(*) from %s where tenant_id = ? and %s"
                                .formatted(table, condition))
                .param(orchard.tenancy().id())
                .query(Long.class)
                .single();
    }

    private static String scans() {
        return "array['%s', '%s', '%s']::uuid[]"
                .formatted(ORCHARD.scan("first"), ORCHARD.scan("second"), ORCHARD.scan("south"));
    }

    private static long count(String from, Visibility visibility) {
        return count(from, visibility.within(ORCHARD.tenancy().scope()));
    }

    private static long count(String from, Scope scope) {
        return Scopes.call(
                scope,
                () ->
                        SERVER.bean(JdbcClient.class)
                                .sql("select count(*) from " + from)
                                .query(Long.class)
                                .single());
    }
}
