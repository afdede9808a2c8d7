package dev.bailiwick.posture.database.setup;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Providers that were made before the end of their id was their number, two of which end alike. */
final class NumberedProvidersUpgradeIT {

    /** Every reference is to be right again afterwards. */
    private static final String DANGLING =
            """
            select 'finding' from finding f where not exists (select from provider p where p.tenant_id = f.tenant_id and p.id = f.provider_id)
            union all
            select 'scan' from scan s where not exists (select from provider p where p.tenant_id = s.tenant_id and p.id = s.provider_id)
            union all
            select 'tag' from resource_tag t where not exists (select from resource r where r.id = t.resource_id and r.provider_id = t.provider_id)
            union all
            select 'count' from scan_count c where not exists (select from scan s where s.id = c.scan_id and s.provider_id = c.provider_id)
            """;

    @TempDir private Path data;
    @TempDir private Path steps;

    @Test
    void aNumberThatTwoHaveIsKeptByTheFirst() throws Exception {
        String email = Tenancy.email();
        List<String> before;
        try (TestServer server = TestServer.start(data, Map.of())) {
            Api api = server.api().signUp(email);
            upload(api, "210987654321", 4);
            upload(api, "210987654322", 7);
            before = api.get("providers?sort=inserted_at").expect(200).ids();
        }
        UUID first = UUID.fromString(before.getFirst());
        UUID alike = ending(UUID.fromString(before.getLast()), first);
        Superuser superuser = new Superuser(data);
        var _ = superuser.call(admin -> OlderTables.leave(admin, "V015", steps));
        superuser.run(rename(before.getLast(), alike));

        try (TestServer server = TestServer.start(data, Map.of())) {
            Api api = server.api().signIn(email);
            List<String> after = api.get("providers?sort=inserted_at").expect(200).ids();
            String other = after.getLast();
            assertThat(after).hasSize(2).startsWith(before.getFirst());
            assertThat(other)
                    .isNotEqualTo(alike.toString())
                    .startsWith(alike.toString().substring(0, 32));
            assertThat(count(api, first.toString())).isEqualTo(4);
            assertThat(count(api, other)).isEqualTo(7);
            assertThat(server.sql().sql(DANGLING).query(String.class).list()).isEmpty();
            upload(api, "210987654322", 8);
            assertThat(count(api, other)).isEqualTo(8);
        }
    }

    private static UUID ending(UUID id, UUID as) {
        return new UUID(
                id.getMostSignificantBits(),
                (id.getLeastSignificantBits() & ~0xFFFFL)
                        | (as.getLeastSignificantBits() & 0xFFFFL));
    }

    /** Gives a provider the id that an older version might have made. */
    private static String rename(String id, UUID other) {
        return """
        do $$
        declare
            holder regclass;
        begin
            perform set_config('session_replication_role', 'replica', true);
            update posture.provider set id = '%2$s' where id = '%1$s';
            for holder in
                select c.oid from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'provider_id'
                where c.relnamespace = 'posture'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
            loop
                execute format('update %%s set provider_id = $1 where provider_id = $2', holder)
                    using '%2$s'::uuid, '%1$s'::uuid;
            end loop;
        end
        $$
        """
                .formatted(id, other);
    }

    private static int count(Api api, String provider) {
        return api.get("findings/latest?filter[provider_id]=" + provider)
                .expect(200)
                .at("/meta/pagination/count")
                .asInt();
    }

    private static void upload(Api api, String account, int findings) {
        String file =
                IntStream.range(0, findings)
                        .mapToObj(n -> Records.numbered(account, n).toString())
                        .collect(Collectors.joining(",", "[", "]"));
        String id =
                api.post("ingestions", "application/json", file.getBytes(UTF_8)).expect(202).id();
        Eventually.get(
                () -> api.get("ingestions/" + id).at("/data/attributes/status").asString(),
                "completed"::equals);
    }
}
