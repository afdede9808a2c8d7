package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.MODEL;
import static dev.bailiwick.postgres.authority.League.OWNER;
import static dev.bailiwick.postgres.authority.League.person;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.authority.Access;
import dev.bailiwick.core.authority.Checks;
import dev.bailiwick.core.authority.Grant;
import dev.bailiwick.core.authority.Holding;
import dev.bailiwick.core.authority.MembershipStatus;
import dev.bailiwick.core.authority.Permission;
import dev.bailiwick.core.authority.Role;
import dev.bailiwick.core.authority.TenantStatus;
import dev.bailiwick.postgres.authority.League.Permit;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * What four clients do at once with what members hold, replayed on the rules in Java: the epoch
 * that each saw tells in which order the database took them.
 */
class RankIT {

    private static final int CLIENTS = 4;
    private static final int STEPS = 60;
    private static final int PEOPLE = 6;
    private static final List<Permit> CUSTOM = List.of(Permit.MEMBER_MANAGE, Permit.BILL_PAY);
    private static final String CHANGE =
            "select bailiwick_authority.change_member(?, ?::text[], ?::text[], ?::text[],"
                    + " ?::text[])";
    private static final String EPOCH = "select epoch from bailiwick_authority.tenant";

    private final Checks checks = new Checks(MODEL);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theDatabaseDecidesAsTheRulesDo(long seed) throws Exception {
        TestDatabase database = League.database();
        ScopedDataSource scoped = League.scoped(database);
        Map<PrincipalId, Holding> model = new TreeMap<>(Comparator.comparing(PrincipalId::text));
        Random random = new Random(seed);
        for (int i = 0; i < PEOPLE; i++) {
            PrincipalId who = person(10 + i);
            Set<Role> roles = i == 0 ? Set.of(OWNER) : Set.of(some(MODEL.roles(), random));
            database.asSuperuser(
                    "insert into bailiwick_authority.principal values ('%s')".formatted(who),
                    "insert into bailiwick_authority.membership (tenant_id, principal_id, roles) values ('%s', '%s', '{%s}')"
                            .formatted(ACME, who, names(roles)));
            model.put(who, holding(who, MembershipStatus.ACTIVE, roles, Set.of()));
        }
        database.asSuperuser(
                "update bailiwick_authority.membership set status = 'suspended' where tenant_id = '%s' and principal_id = '%s'"
                        .formatted(ACME, League.ANN));

        List<Step> steps = new ArrayList<>();
        AtOnce.all(clients(scoped, random)).forEach(steps::addAll);

        steps.sort(Comparator.comparingLong(Step::epoch).thenComparing(step -> !step.done()));
        for (Step step : steps) {
            assertThat(step.word()).as("%s of seed %s", step, seed).isEqualTo(apply(step, model));
        }
        assertThat(steps).filteredOn(Step::done).hasSizeGreaterThan(STEPS / 4);
        Members members = new Members(scoped, MODEL);
        for (Map.Entry<PrincipalId, Holding> expected : model.entrySet()) {
            Holding held = members.holding(expected.getKey(), ACME).orElseThrow();
            assertThat(held.roles()).isEqualTo(expected.getValue().roles());
            assertThat(held.custom()).isEqualTo(expected.getValue().custom());
            assertThat(held.membership()).isEqualTo(expected.getValue().membership());
        }
    }

    private static List<Callable<List<Step>>> clients(ScopedDataSource scoped, Random random) {
        List<Callable<List<Step>>> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            Random own = new Random(random.nextLong());
            clients.add(
                    () -> {
                        List<Step> steps = new ArrayList<>();
                        for (int i = 0; i < STEPS; i++) {
                            steps.add(made(scoped, own));
                        }
                        return steps;
                    });
        }
        return clients;
    }

    private static Step made(ScopedDataSource scoped, Random random) throws SQLException {
        PrincipalId who = person(10 + random.nextInt(PEOPLE));
        PrincipalId whom = person(10 + random.nextInt(PEOPLE));
        Set<Role> roles = Set.of(some(MODEL.roles(), random));
        Set<Permission> custom = Set.of(some(CUSTOM, random));
        Kind kind = some(List.of(Kind.values()), random);
        return League.as(
                who,
                () -> {
                    try (Connection connection = scoped.getConnection()) {
                        connection.setAutoCommit(false);
                        String word = asked(connection, kind, whom, names(roles), names(custom));
                        long epoch = Long.parseLong(Sql.list(connection, EPOCH).getFirst());
                        connection.commit();
                        return new Step(epoch, who, whom, kind, roles, custom, word);
                    }
                });
    }

    private static String asked(
            Connection connection, Kind kind, PrincipalId whom, String roles, String custom)
            throws SQLException {
        String some = "{" + roles + "}";
        String permissions = "{" + custom + "}";
        String none = "{}";
        List<String> answer =
                switch (kind) {
                    case GIVE -> Sql.list(connection, CHANGE, whom.text(), some, none, none, none);
                    case TAKE -> Sql.list(connection, CHANGE, whom.text(), none, some, none, none);
                    case CUSTOM ->
                            Sql.list(
                                    connection, CHANGE, whom.text(), none, none, permissions, none);
                    case PLAIN ->
                            Sql.list(
                                    connection, CHANGE, whom.text(), none, none, none, permissions);
                    case SUSPEND, RESUME ->
                            Sql.list(
                                    connection,
                                    "select bailiwick_authority.set_member_status(?, ?)",
                                    whom.text(),
                                    kind == Kind.SUSPEND ? "suspended" : "active");
                };
        return answer.getFirst();
    }

    /** The word that is right, and what the model says afterwards. */
    private String apply(Step step, Map<PrincipalId, Holding> model) {
        Holding giver = Objects.requireNonNull(model.get(step.who()));
        Holding old = Objects.requireNonNull(model.get(step.whom()));
        Set<Role> roles = new HashSet<>(old.roles());
        Set<Permission> custom = new HashSet<>(old.custom());
        MembershipStatus status = old.membership();
        Set<Role> touched = new HashSet<>(old.roles());
        Set<Permission> touchedCustom = new HashSet<>(old.custom());
        switch (step.kind()) {
            case GIVE -> {
                roles.addAll(step.roles());
                touched.addAll(step.roles());
            }
            case TAKE -> roles.removeAll(step.roles());
            case CUSTOM -> {
                custom.addAll(step.custom());
                touchedCustom.addAll(step.custom());
            }
            case PLAIN -> custom.removeAll(step.custom());
            case SUSPEND -> status = MembershipStatus.SUSPENDED;
            case RESUME -> status = MembershipStatus.ACTIVE;
        }
        if (!(checks.permissions(giver, Set.of(Permit.MEMBER_MANAGE)) instanceof Access.Granted)) {
            return "forbidden";
        }
        if (checks.giving(giver, touched, touchedCustom) instanceof Grant.AboveOwn) {
            return "above own";
        }
        Holding after = holding(step.whom(), status, roles, custom);
        if (old.membership() == MembershipStatus.ACTIVE
                && !isOwner(after)
                && model.values().stream()
                        .noneMatch(one -> !one.principal().equals(step.whom()) && isOwner(one))) {
            return "last owner";
        }
        model.put(step.whom(), after);
        return "done";
    }

    private static boolean isOwner(Holding one) {
        return one.membership() == MembershipStatus.ACTIVE && one.roles().contains(OWNER);
    }

    private static Holding holding(
            PrincipalId who, MembershipStatus status, Set<Role> roles, Set<Permission> custom) {
        return new Holding(who, ACME, status, roles, custom, TenantStatus.ACTIVE, new Epoch(0));
    }

    private static <T> T some(List<T> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    private static String names(Set<?> named) {
        return String.join(",", named.stream().map(Object::toString).toList());
    }

    private enum Kind {
        GIVE,
        TAKE,
        CUSTOM,
        PLAIN,
        SUSPEND,
        RESUME
    }

    private record Step(
            long epoch,
            PrincipalId who,
            PrincipalId whom,
            Kind kind,
            Set<Role> roles,
            Set<Permission> custom,
            String word) {

        private boolean done() {
            return word.equals("done");
        }
    }
}
