package dev.bailiwick.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What it costs that a member sees some of a tenant's providers only: pages of a million findings
 * of 10,000 providers, for members who see 10, 1,000 and all 10,000 of them by groups, beside one
 * whose visibility is not limited. Each request once with its count remembered, and once as the
 * first after a publication, when everything is counted anew. Arguments: requests measured (100),
 * requests of warm-up (300).
 */
final class VisibilityBenchmark {

    private static final int PROVIDERS = 10_000;
    private static final int RESOURCES = 20;
    private static final int CHECKS = 5;
    private static final double MOST_TIMES = 1.5;
    private static final double MOST_MORE = 3;

    /** Who sees how many, the unlimited one first. */
    private static final List<Member> MEMBERS =
            List.of(
                    new Member("unlimited", "all@example.com", -1),
                    new Member("10", "ten@example.com", 10),
                    new Member("1,000", "thousand@example.com", 1_000),
                    new Member("10,000", "everything@example.com", PROVIDERS));

    private static final List<String> READINGS =
            List.of(
                    "findings/latest?page[size]=50",
                    "findings/latest?page[size]=50&page[number]=10",
                    "findings/latest?page[size]=50&filter[status]=FAIL&sort=-severity",
                    "findings/latest?page[size]=50&filter[check_id]=iam_rule_1",
                    "resources/latest?page[size]=50",
                    "scans?page[size]=50",
                    "providers?page[size]=50");

    private final ServerProcess server;
    private final Connection database;
    private final int measured;

    private VisibilityBenchmark(ServerProcess server, Connection database, int measured) {
        this.server = server;
        this.database = database;
        this.measured = measured;
    }

    /**
     * @param seen how many providers; -1 where nothing limits it
     */
    private record Member(String name, String email, int seen) {}

    public static void main(String[] args) throws Exception {
        int measured = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        int warmUp = args.length > 1 ? Integer.parseInt(args[1]) : 300;
        Path room = Files.createTempDirectory("bailiwick-benchmark-");
        try (ServerProcess server = ServerProcess.start(room.resolve("data"));
                Connection database = server.database()) {
            for (Member member : MEMBERS) {
                var _ = Client.signUp(server.api(), member.email());
            }
            long begun = System.nanoTime();
            load(database);
            System.out.printf(
                    Locale.ROOT, "loaded in %.0f s: %s%n", (System.nanoTime() - begun) / 1e9, room);
            new VisibilityBenchmark(server, database, measured).run(warmUp);
        }
    }

    private void run(int warmUp) throws Exception {
        List<Client> clients = new ArrayList<>();
        for (Member member : MEMBERS) {
            clients.add(Client.signIn(server.api(), member.email()));
        }
        for (String reading : READINGS) {
            for (Client client : clients) {
                times(client, reading, warmUp, false);
                times(client, reading, Math.min(warmUp, 20), true);
            }
        }
        server.rest();
        System.out.println("request | providers seen | p50 ms | counted anew p50 ms | marks");
        for (String reading : READINGS) {
            double[] unlimited = new double[2];
            for (int i = 0; i < clients.size(); i++) {
                double[] own = {
                    times(clients.get(i), reading, measured, false),
                    times(clients.get(i), reading, measured, true)
                };
                if (i == 0) {
                    unlimited = own;
                }
                System.out.printf(
                        Locale.ROOT,
                        "%s | %s | %.2f | %.2f | %s%n",
                        reading,
                        MEMBERS.get(i).name(),
                        own[0],
                        own[1],
                        i == 0
                                ? ""
                                : against(own[0], unlimited[0])
                                        + "; "
                                        + against(own[1], unlimited[1]));
            }
        }
    }

    private static String against(double own, double unlimited) {
        return String.format(
                Locale.ROOT,
                "%.2f× %s",
                own / unlimited,
                own <= Math.max(MOST_TIMES * unlimited, unlimited + MOST_MORE) ? "met" : "missed");
    }

    /** The middle of the times, in milliseconds. */
    private double times(Client client, String reading, int requests, boolean anew)
            throws IOException, InterruptedException, SQLException {
        String path = reading.replace("[", "%5B").replace("]", "%5D");
        double[] times = new double[requests];
        for (int i = 0; i < requests; i++) {
            if (anew) {
                execute(database, "update posture.tenant set epoch = epoch + 1");
            }
            long begun = System.nanoTime();
            client.get(path);
            times[i] = (System.nanoTime() - begun) / 1e6;
        }
        Arrays.sort(times);
        return times[requests / 2];
    }

    private static final String MEMBERSHIP =
            """
            with joined as (
                insert into posture.membership (tenant_id, user_id, role)
                select m.tenant_id, u.id, 'member'
                from posture.app_user u, posture.app_user o join posture.membership m on m.user_id = o.id
                where u.email = ? and o.email = ?
                returning tenant_id, user_id),
            made as (
                insert into posture.role (tenant_id, name) select tenant_id, 'sees ' || user_id from joined
                returning tenant_id, id),
            held as (
                insert into posture.role_user (tenant_id, role_id, user_id)
                select tenant_id, made.id, user_id from made join joined using (tenant_id)),
            seen as (
                insert into posture.provider_group (tenant_id, name) select tenant_id, 'of ' || user_id from joined
                returning tenant_id, id),
            linked as (
                insert into posture.role_provider_group (tenant_id, role_id, provider_group_id)
                select tenant_id, made.id, seen.id from made join seen using (tenant_id))
            insert into posture.provider_group_member (tenant_id, provider_group_id, provider_id)
            select p.tenant_id, seen.id, p.id
            from seen join posture.provider p using (tenant_id)
            order by md5(p.id::text) limit ?
            """;

    /** So that signing in leads into the big tenant. */
    private static final String LEAVE =
            """
            delete from posture.membership m using posture.app_user u
            where u.id = m.user_id and m.role = 'owner' and u.email = ?
            """;

    private static void load(Connection database) throws IOException, SQLException {
        database.setAutoCommit(false);
        execute(database, "set search_path = posture, pg_catalog");
        // the rows are made to fit: no foreign key needs a look
        execute(database, "set session_replication_role = replica");
        execute(database, "set work_mem = '256MB'");
        execute(database, "set jit = off");
        try (PreparedStatement wanted =
                database.prepareStatement(
                        """
                        create temporary table wanted as
                        select m.tenant_id, %d as providers, %d as resources, %d as checks
                        from membership m join app_user u on u.id = m.user_id where u.email = ?
                        """
                                .formatted(PROVIDERS, RESOURCES, CHECKS))) {
            wanted.setString(1, MEMBERS.getFirst().email());
            wanted.execute();
        }
        try (InputStream in = VisibilityBenchmark.class.getResourceAsStream("many-providers.sql")) {
            if (in == null) {
                throw new IOException("many-providers.sql is missing");
            }
            execute(database, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        for (Member member : MEMBERS.subList(1, MEMBERS.size())) {
            admit(database, member);
        }
        database.commit();
        database.setAutoCommit(true);
        execute(database, "set session_replication_role = origin");
        execute(database, "vacuum analyze");
        execute(database, "checkpoint");
    }

    private static void admit(Connection database, Member member) throws SQLException {
        try (PreparedStatement leave = database.prepareStatement(LEAVE);
                PreparedStatement join = database.prepareStatement(MEMBERSHIP)) {
            leave.setString(1, member.email());
            leave.executeUpdate();
            join.setString(1, member.email());
            join.setString(2, MEMBERS.getFirst().email());
            join.setInt(3, member.seen());
            join.executeUpdate();
        }
    }

    private static void execute(Connection database, String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }
}
