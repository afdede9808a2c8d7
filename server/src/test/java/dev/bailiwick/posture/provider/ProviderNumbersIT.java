package dev.bailiwick.posture.provider;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The numbers that providers are seen by: each once in a tenant, and small. */
final class ProviderNumbersIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    private Answer make(int number) {
        return acme.api()
                .post(
                        "providers",
                        document(
                                "providers",
                                Map.of("provider", "aws", "uid", "%012d".formatted(number))));
    }

    private List<Integer> numbers() {
        return server.sql()
                .sql("select no from provider where tenant_id = ? order by no")
                .param(acme.id())
                .query((row, n) -> row.getInt(1))
                .list();
    }

    /** With these numbers, and no others. */
    private void fill(String numbers) {
        server.sql()
                .sql(
                        """
                        insert into provider (tenant_id, id, provider, uid)
                        select ?, (left(uuidv7()::text, 32) || lpad(to_hex(n), 4, '0'))::uuid, 'gcp', 'orchard-' || n
                        from %s n
                        """
                                .formatted(numbers))
                .param(acme.id())
                .update();
    }

    @Test
    void manyThatAreMadeAtOnceGetOneEach() throws Exception {
        List<Callable<Integer>> makers =
                IntStream.range(0, 12)
                        .<Callable<Integer>>mapToObj(n -> () -> make(n).status())
                        .toList();

        assertThat(Tenancy.atOnce(makers)).containsOnly(201);
        assertThat(numbers()).hasSize(12).doesNotHaveDuplicates().allMatch(no -> no < 12 * 64);
    }

    @Test
    void oneThatIsMadeAfterAnotherIsGivenTheNext() {
        Stream.of(1, 2, 3).forEach(n -> make(n).expect(201));

        assertThat(numbers()).containsExactly(0, 1, 2);
        assertThat(make(2).expect(409).body()).contains("already");
        make(4).expect(201);
        assertThat(numbers()).containsExactly(0, 1, 2, 3);
    }

    /** The task of its removal is kept, and shown to who sees the number. */
    @Test
    void oneThatIsGoneLeavesItsNumberToItsTasks() {
        Api api = acme.api();
        String gone = make(1).expect(201).id();
        String task = api.delete("providers/" + gone).expect(202).id();
        Eventually.get(
                () -> api.get("tasks/" + task).at("/data/attributes/state").asString(),
                "completed"::equals);

        String next = make(2).expect(201).id();
        Person limited = acme.member();
        acme.limit(limited, UUID.fromString(next));

        assertThat(numbers()).containsExactly(1);
        limited.api().get("providers/" + next).expect(200);
        limited.api().get("tasks/" + task).expect(404);
        assertThat(limited.api().get("tasks").expect(200).ids()).isEmpty();
        api.get("tasks/" + task).expect(200);
    }

    /** Two transactions that are both open: neither waits for the other. */
    @Test
    void aLongTransactionKeepsNobodyWaiting() {
        JdbcClient sql = server.bean(JdbcClient.class);

        List<UUID> ids =
                acme.inTransaction(
                        () -> {
                            UUID first = newId(sql);
                            int other = make(1).expect(201).status();
                            assertThat(other).isEqualTo(201);
                            return List.of(first, newId(sql));
                        });

        assertThat(ids).extracting(id -> id.getLeastSignificantBits() & 0xFFFF).doesNotContain(64L);
        assertThat(numbers()).containsExactly(64);
    }

    /** Or it could keep a provider of another tenant from being made. */
    @Test
    void sqlOfATenantTakesNoLockOfNumbers() {
        JdbcClient sql = server.bean(JdbcClient.class);
        assertThatThrownBy(() -> acme.inTransaction(() -> lock(sql)))
                .rootCause()
                .hasMessageContaining("permission denied for table provider_number_lock");
    }

    private static int lock(JdbcClient sql) {
        return sql.sql("select no from provider_number_lock for key share")
                .query(Integer.class)
                .list()
                .size();
    }

    private static UUID newId(JdbcClient sql) {
        return sql.sql("select new_provider_id()").query(UUID.class).single();
    }

    @Test
    void beyondTheLargestThereAreThoseThatWereLeftOut() {
        fill("unnest(array[0, 1, 3, 65535])");

        make(1).expect(201);
        assertThat(numbers()).containsExactly(0, 1, 3, 65_472, 65_535);
        fill("generate_series(4, 65471)");
        fill("generate_series(65473, 65533)");
        make(2).expect(201);
        make(3).expect(201);
        assertThat(numbers()).hasSize(65_536).doesNotHaveDuplicates();
        assertThat(make(4).expect(409).body()).contains("65,536");
    }
}
