package dev.bailiwick.posture.access.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Estate;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.access.matrix.Matrix.Row;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every row of the matrix over HTTP: for members with no permission, each alone, all but one and
 * all, at objects of their own tenant, of another and at none.
 */
final class MatrixIT {

    private static final Pattern VARIABLE = Pattern.compile("([a-z-]+)/\\{\\w+}");
    private static final UUID ABSENT = UUID.fromString("0198c000-0000-7000-8000-00000000dead");

    private static final Map<String, String> TABLES =
            Map.of(
                    "api-keys", "api_key",
                    "findings", "finding",
                    "ingestions", "ingestion",
                    "invitations", "invitation",
                    "provider-groups", "provider_group",
                    "providers", "provider",
                    "resources", "resource",
                    "roles", "role",
                    "scans", "scan");

    private static final TestServer SERVER = TestServer.shared();
    private static final Map<Set<Permission>, Api> MEMBERS = new LinkedHashMap<>();
    private static Estate acme;
    private static Estate zeta;

    @BeforeAll
    static void fill() {
        acme = Estate.on(SERVER);
        zeta = Estate.on(SERVER);
        join(Set.of());
        join(Permission.ALL);
        for (Permission each : Permission.values()) {
            join(Set.of(each));
            join(EnumSet.complementOf(EnumSet.of(each)));
        }
    }

    private static void join(Set<Permission> permissions) {
        String[] names = permissions.stream().map(Permission::name).toArray(String[]::new);
        MEMBERS.put(permissions, acme.tenancy().member(names).api());
    }

    @TestFactory
    Stream<DynamicTest> lets() {
        return Matrix.read().rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.place(), () -> check(row)));
    }

    private static void check(Row row) {
        boolean anonymous = row.needs() instanceof Needs.Nothing;
        assertThat(send(row, SERVER.api(), path(row, ABSENT)).status() == 401)
                .as("%s without credentials", row)
                .isEqualTo(!anonymous);
        MEMBERS.forEach(
                (permissions, member) -> {
                    if (row.needs().areMetBy(permissions)) {
                        checkLetIn(row, member);
                    } else {
                        checkKeptOut(row, member);
                    }
                });
    }

    /** Writes are not aimed at what is one's own: it is still needed. */
    private static void checkLetIn(Row row, Api member) {
        for (String path : new String[] {path(row, zeta), path(row, ABSENT)}) {
            assertLetIn(send(row, member, path));
        }
        if (row.method().equals("GET")) {
            assertLetIn(send(row, member, path(row, acme)));
        }
    }

    private static void assertLetIn(Answer answer) {
        assertThat(answer.status()).as("%s", answer).isNotIn(401, 403).isLessThan(500);
    }

    private static void checkKeptOut(Row row, Api member) {
        int own = 403;
        int elsewhere = 403;
        if (row.needs() instanceof Needs.Depending(Needs.On on, Permission permission)) {
            // who changes another user without the permission gets 400 by the contract, and has to
            // send a document first; a tenant that one is not in is none
            own = on == Needs.On.SELF ? 400 : 403;
            elsewhere = on == Needs.On.THERE ? 404 : own;
        }
        assertThat(send(row, member, path(row, acme)).status()).as("%s", row).isEqualTo(own);
        for (String path : new String[] {path(row, zeta), path(row, ABSENT)}) {
            if (!path.equals(path(row, acme))) {
                assertThat(send(row, member, path).status()).as("%s", row).isEqualTo(elsewhere);
            }
        }
    }

    private static Answer send(Row row, Api who, String path) {
        Map<String, Object> empty = Map.of("data", Map.of());
        return switch (row.method()) {
            case "GET" -> who.get(path);
            case "POST" -> who.post(path, empty);
            case "PATCH" -> who.patch(path, empty);
            case "DELETE" -> who.delete(path);
            default -> throw new AssertionError(row);
        };
    }

    private static String path(Row row, UUID id) {
        return row.path().replaceAll("\\{\\w+}", id.toString()).replaceFirst("^/", "");
    }

    /** With ids of {@code estate}, where it has any. */
    private static String path(Row row, Estate estate) {
        Matcher variables = VARIABLE.matcher(row.path());
        StringBuilder path = new StringBuilder();
        while (variables.find()) {
            variables.appendReplacement(
                    path, variables.group(1) + "/" + id(estate, variables.group(1)));
        }
        variables.appendTail(path);
        return path.toString().replaceFirst("^/", "").replaceAll("\\{\\w+}", ABSENT.toString());
    }

    private static UUID id(Estate estate, String collection) {
        return switch (collection) {
            case "tasks" -> estate.task();
            case "tenants" -> estate.tenancy().id();
            case "users" -> estate.tenancy().owner().id();
            case "memberships" -> estate.first("membership");
            default -> {
                String table = TABLES.get(collection);
                yield table == null ? ABSENT : estate.newest(table);
            }
        };
    }
}
