package dev.bailiwick.posture.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.access.LongRequest;
import dev.bailiwick.posture.access.Visibility;
import dev.bailiwick.posture.ingestion.ocsf.OcsfFinding;
import dev.bailiwick.posture.ingestion.ocsf.Records;
import dev.bailiwick.posture.ingestion.writing.UnpublishedScan;

import tools.jackson.databind.node.ObjectNode;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A tenant without users, whose files are handed to the server's own beans. */
final class Harbour {

    static final String ACCOUNT = "210987654321";

    private final TestServer server;
    private final UUID tenant;

    private Harbour(TestServer server, UUID tenant) {
        this.server = server;
        this.tenant = tenant;
    }

    static Harbour on(TestServer server) {
        UUID tenant =
                server.sql()
                        .sql("insert into tenant (name) values ('Harbour') returning id")
                        .query(UUID.class)
                        .single();
        return new Harbour(server, tenant);
    }

    UUID tenant() {
        return tenant;
    }

    /** Findings from number {@code first} up to {@code end}, as an array. */
    static String findings(int first, int end) {
        return IntStream.range(first, end)
                .mapToObj(n -> Records.numbered(ACCOUNT, n).toString())
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** A finding of each of so many resources, whose name and one tag end so. */
    static String described(int resources, String how) {
        return IntStream.range(0, resources)
                .mapToObj(n -> described(Records.numbered(ACCOUNT, 10 * n), how).toString())
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static ObjectNode described(ObjectNode record, String how) {
        ObjectNode resource = Records.at(record, "resources/0");
        resource.put("name", resource.get("name").asString() + " " + how);
        resource.putArray("labels").add("state:" + how).add(how + ":1");
        return record;
    }

    Receiving.Received receive(String file) {
        return receive(new ByteArrayInputStream(file.getBytes(UTF_8)));
    }

    Receiving.Received receive(InputStream file) {
        Scope scope = Visibility.all().within(Scope.Tenant.of(new TenantId(tenant)));
        LongRequest request = new LongRequest(scope, Optional::empty);
        return Scopes.call(
                scope, () -> server.bean(Receiving.class).receive(file, request, Instant.now()));
    }

    /** Has the file written and answers the ingestion's id. */
    UUID ingest(String file) {
        UUID id = accepted(file);
        await(id);
        return id;
    }

    UUID accepted(String file) {
        Receiving.Received received = receive(file);
        assertThat(received).isInstanceOf(Receiving.Received.Accepted.class);
        return received.id();
    }

    void await(UUID ingestion) {
        Instant deadline = Instant.now().plus(Duration.ofMinutes(3));
        while (!status(ingestion).equals("completed")) {
            assertThat(Instant.now()).as("ingestion is %s", status(ingestion)).isBefore(deadline);
            assertThat(status(ingestion)).isNotEqualTo("failed");
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** As {@link UnpublishedScan#write}. */
    UUID writeUnpublished(OcsfFinding... findings) {
        return UnpublishedScan.write(server, tenant, findings);
    }

    String status(UUID ingestion) {
        return text("select status from ingestion where id = '" + ingestion + "'");
    }

    /** The one scan that an ingestion made. */
    UUID scan(UUID ingestion) {
        return UUID.fromString(
                text("select id from scan where ingestion_id = '" + ingestion + "'"));
    }

    /** A number about this tenant; {@code what} goes on after {@code select}. */
    long count(String table, String condition) {
        return server.sql()
                .sql(
                        "select count(*) from "
                                + table
                                + " where tenant_id = :tenant and "
                                + condition)
                .param("tenant", tenant)
                .query(Long.class)
                .single();
    }

    String text(String query) {
        return server.sql()
                .sql("select cast((" + query + ") as text)")
                .query(String.class)
                .single();
    }

    List<String> texts(String query) {
        return server.sql().sql(query).query((row, n) -> String.valueOf(row.getString(1))).list();
    }
}
