package dev.bailiwick.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.sql.DataSource;

/**
 * What every way to the rows keeps to, whichever library sends the statements: implemented once for
 * each library. On the twins each way must reach everything, or its silence on the wall proves
 * nothing.
 */
public interface IsolationContract {

    /** What the library is tried on. */
    Ground ground();

    /** The library under test, upon {@code source}. */
    Rows over(DataSource source);

    /**
     * @param database with its twins
     * @param wire between the wall and the database
     * @param wall over the wire's connections
     * @param mine a scope whose rows have names that begin with {@code acme}, one of them {@code
     *     acme-1}
     * @param theirs another, with {@code bolt} and {@code bolt-1}
     */
    record Ground(
            TestDatabase database,
            Wire wire,
            DataSource wall,
            Scope.Tenant mine,
            Scope.Tenant theirs) {}

    /** One library's way to named rows of tenants. Each call may fail as the library fails. */
    interface Rows {

        /** All names, by the library's own query. */
        List<String> names();

        /** All names, by the text of a statement. */
        List<String> namesByText();

        /** All names that also somebody else has, in a subquery, of the same table joined. */
        List<String> namesByJoin();

        long count();

        boolean exists(String name);

        /** Adds a row for the tenant in scope. */
        void add(String name);

        /** Adds a row for a tenant that is named by hand. */
        void addFor(TenantId tenant, String name);

        /** Adds rows for tenants that are named by hand, in one batch and one transaction. */
        void addAllFor(Map<String, TenantId> tenants);

        /** The number of rows changed. */
        int rename(String from, String to);

        /** The number of rows removed. */
        int remove(String name);

        /** All names, one after another as they are asked for. */
        Stream<String> stream();

        /** Runs {@code work} in one transaction, which ends well or is rolled back. */
        void inTransaction(Consumer<Rows> work);
    }

    @Test
    default void onTheTwinsEverythingIsReached() {
        Rows rows = over(ground().database().twins());

        assertThat(rows.names()).contains("acme-1", "bolt-1");
        assertThat(rows.namesByText()).contains("acme-1", "bolt-1");
        assertThat(rows.namesByJoin()).contains("acme-1", "bolt-1");
        assertThat(rows.count()).isEqualTo(rows.names().size());
        assertThat(rows.exists("acme-1") && rows.exists("bolt-1")).isTrue();
        rows.addFor(ground().mine().tenant(), "acme-control");
        rows.addAllFor(batch("control"));
        assertThat(rows.rename("bolt-control", "bolt-renamed")).isEqualTo(1);
        assertThat(rows.remove("bolt-renamed")).isEqualTo(1);
        rows.inTransaction(
                same -> {
                    try (Stream<String> stream = same.stream()) {
                        assertThat(stream).contains("acme-1", "bolt-1");
                    }
                });
    }

    @Test
    default void ownRowsAreReadAndNoOthers() {
        Rows rows = over(ground().wall());

        for (Scope.Tenant scope : List.of(ground().mine(), ground().theirs())) {
            String own = scope.equals(ground().mine()) ? "acme" : "bolt";
            Scopes.run(
                    scope,
                    () -> {
                        assertThat(rows.names()).isNotEmpty().allMatch(n -> n.startsWith(own));
                        assertThat(rows.namesByText())
                                .isNotEmpty()
                                .allMatch(n -> n.startsWith(own));
                        assertThat(rows.namesByJoin())
                                .isNotEmpty()
                                .allMatch(n -> n.startsWith(own));
                        assertThat(rows.count()).isEqualTo(rows.names().size());
                        assertThat(rows.exists(own + "-1")).isTrue();
                    });
        }
        assertThat(
                        Scopes.<Boolean, RuntimeException>call(
                                ground().mine(), () -> rows.exists("bolt-1")))
                .isFalse();
    }

    @Test
    default void nothingIsDoneOutsideAScopeAndNothingSent() {
        Rows rows = over(ground().wall());
        TenantId mine = ground().mine().tenant();
        List<ThrowingCallable> all =
                List.of(
                        rows::names,
                        rows::namesByText,
                        rows::namesByJoin,
                        rows::count,
                        () -> rows.exists("acme-1"),
                        () -> rows.add("acme-unscoped"),
                        () -> rows.addFor(mine, "acme-unscoped"),
                        () -> rows.addAllFor(Map.of("acme-unscoped", mine)),
                        () -> rows.rename("acme-1", "acme-unscoped"),
                        () -> rows.remove("acme-1"),
                        () -> rows.stream().forEach(_ -> {}),
                        () -> rows.inTransaction(Rows::names));
        List<String> before = sent();

        for (ThrowingCallable one : all) {
            assertThatThrownBy(one).satisfies(f -> causedBy(f, ScopeRequiredException.class));
        }

        assertThat(sent()).isEqualTo(before);
    }

    /** Without questions about the session itself, which show no row and set nothing. */
    private List<String> sent() {
        return ground().wire().statements().stream()
                .filter(sql -> !sql.equals("SHOW TRANSACTION ISOLATION LEVEL"))
                .toList();
    }

    @Test
    default void inTheGlobalScopeNoTenantsRowIsThere() {
        Rows rows = over(ground().wall());

        Scopes.run(
                new Scope.Global(),
                () -> {
                    assertThat(rows.names()).isEmpty();
                    assertThat(rows.count()).isZero();
                    assertThat(rows.exists("acme-1")).isFalse();
                    assertThat(rows.remove("acme-1")).isZero();
                });
    }

    @Test
    default void ownRowsAreWrittenAndNoOthers() {
        Rows rows = over(ground().wall());

        Scopes.run(
                ground().mine(),
                () -> {
                    rows.add("acme-added");
                    assertThat(rows.rename("acme-added", "acme-renamed")).isEqualTo(1);
                    assertThat(rows.rename("bolt-1", "acme-taken")).isZero();
                    assertThat(rows.remove("bolt-1")).isZero();
                });
        Scopes.run(
                ground().theirs(),
                () -> {
                    assertThat(rows.exists("bolt-1")).isTrue();
                    assertThat(rows.exists("acme-renamed")).isFalse();
                    assertThat(rows.remove("acme-renamed")).isZero();
                });
        Scopes.run(ground().mine(), () -> assertThat(rows.remove("acme-renamed")).isEqualTo(1));
    }

    @Test
    default void aRowForAnotherTenantIsRefused() {
        Rows rows = over(ground().wall());
        TenantId theirs = ground().theirs().tenant();

        assertThatThrownBy(
                        () ->
                                Scopes.run(
                                        ground().mine(), () -> rows.addFor(theirs, "bolt-planted")))
                .satisfies(IsolationContract::refusedByThePolicy);
        Scopes.run(ground().theirs(), () -> assertThat(rows.exists("bolt-planted")).isFalse());
    }

    /** Row K242. */
    @Test
    default void k242aBatchWithARowForAnotherTenantIsRefusedAsAWhole() {
        Rows rows = over(ground().wall());

        assertThatThrownBy(() -> Scopes.run(ground().mine(), () -> rows.addAllFor(batch("mixed"))))
                .satisfies(IsolationContract::refusedByThePolicy);
        Scopes.run(ground().mine(), () -> assertThat(rows.exists("acme-mixed")).isFalse());
        Scopes.run(ground().theirs(), () -> assertThat(rows.exists("bolt-mixed")).isFalse());
    }

    @Test
    default void aTransactionBelongsToItsScope() {
        Rows rows = over(ground().wall());

        assertThatThrownBy(
                        () ->
                                Scopes.run(
                                        ground().mine(),
                                        () ->
                                                rows.inTransaction(
                                                        same -> {
                                                            same.add("acme-undone");
                                                            Scopes.run(
                                                                    ground().theirs(), same::names);
                                                        })))
                .satisfies(f -> causedBy(f, ScopeMismatchException.class));
        Scopes.run(ground().mine(), () -> assertThat(rows.exists("acme-undone")).isFalse());
    }

    @Test
    default void aFailureLeavesTheNextTenantsWorkAlone() {
        Rows rows = over(ground().wall());
        TenantId theirs = ground().theirs().tenant();

        assertThatThrownBy(
                        () ->
                                Scopes.run(
                                        ground().mine(),
                                        () ->
                                                rows.inTransaction(
                                                        same ->
                                                                same.addFor(
                                                                        theirs, "bolt-planted"))))
                .satisfies(IsolationContract::refusedByThePolicy);
        Scopes.run(
                ground().theirs(),
                () -> assertThat(rows.names()).isNotEmpty().allMatch(n -> n.startsWith("bolt")));
    }

    @Test
    default void aStreamIsReadInItsScopeAndNoOther() {
        Rows rows = over(ground().wall());

        Scopes.run(
                ground().mine(),
                () ->
                        rows.inTransaction(
                                same -> {
                                    try (Stream<String> stream = same.stream()) {
                                        Iterator<String> names = stream.iterator();
                                        assertThat(names.next()).startsWith("acme");
                                        assertThatExceptionOfType(Throwable.class)
                                                .isThrownBy(
                                                        () ->
                                                                Scopes.run(
                                                                        ground().theirs(),
                                                                        () -> rest(names)))
                                                .satisfies(
                                                        f ->
                                                                causedBy(
                                                                        f,
                                                                        ScopeMismatchException
                                                                                .class));
                                    }
                                }));
    }

    private static void rest(Iterator<String> names) {
        names.forEachRemaining(_ -> {});
    }

    private Map<String, TenantId> batch(String name) {
        return Map.of(
                "acme-" + name,
                ground().mine().tenant(),
                "bolt-" + name,
                ground().theirs().tenant());
    }

    private static void refusedByThePolicy(Throwable failure) {
        SQLException refusal = causedBy(failure, SQLException.class);
        assertThat(refusal.getSQLState()).isEqualTo(Sql.REFUSED);
    }

    private static <T extends Throwable> T causedBy(Throwable failure, Class<T> type) {
        for (Throwable one = failure; one != null; one = one.getCause()) {
            if (type.isInstance(one)) {
                return type.cast(one);
            }
        }
        throw new AssertionError("Not caused by " + type.getName(), failure);
    }
}
