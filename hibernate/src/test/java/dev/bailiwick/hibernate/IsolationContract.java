package dev.bailiwick.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.BailiwickException;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionException;

import java.util.List;
import java.util.UUID;

/** What holds for every way in. Each method of an implementation is a transaction of its own. */
interface IsolationContract {

    /** Names of all students that are readable in the present scope. */
    List<String> names();

    /** The student of that identifier, if there is one in the present scope. */
    Named.@Nullable Student find(UUID id);

    void add(Named.Student student);

    void change(Named.Student student);

    void remove(Named.Student student);

    @Test
    default void readsOwnRowsOnly() {
        assertThat(Scopes.call(Schools.acme(), this::names))
                .contains("acme-1", "acme-2", "acme-3")
                .allMatch(name -> name.startsWith("acme"));
        assertThat(Scopes.call(Schools.bolt(), this::names))
                .contains("bolt-1", "bolt-2")
                .allMatch(name -> name.startsWith("bolt"));
    }

    @Test
    default void refusesToReadWithoutAScope() {
        assertThat(failure(this::names)).isInstanceOf(ScopeRequiredException.class);
        assertThat(failure(() -> find(Schools.acme(1)))).isInstanceOf(ScopeRequiredException.class);
    }

    @Test
    default void findsNoRowOfAnotherTenantByItsIdentifier() {
        Named.Student own = Scopes.call(Schools.acme(), () -> find(Schools.acme(1)));
        Named.@Nullable Student foreign = Scopes.call(Schools.bolt(), () -> find(Schools.acme(1)));

        assertThat(own).isNotNull();
        assertThat(foreign).isNull();
    }

    @Test
    default void writesAnOwnRow() {
        Named.Student student = new Named.Student("acme-" + UUID.randomUUID());

        Scopes.run(Schools.acme(), () -> add(student));

        assertThat(Scopes.call(Schools.acme(), this::names)).contains(student.name);
        assertThat(Scopes.call(Schools.bolt(), this::names)).doesNotContain(student.name);
        Scopes.run(Schools.acme(), () -> remove(student));
        assertThat(Scopes.call(Schools.acme(), this::names)).doesNotContain(student.name);
    }

    @Test
    default void k194RefusesToWriteARowOfAnotherTenant() {
        Named.Student forged = new Named.Student("bolt-forged");
        forged.tenant = Schools.BOLT.value();
        Named.Student foreign = Scopes.call(Schools.acme(), () -> find(Schools.acme(1)));

        assertThat(failure(() -> Scopes.run(Schools.acme(), () -> add(forged))))
                .isInstanceOf(ScopeMismatchException.class);
        assertThat(failure(() -> Scopes.run(Schools.bolt(), () -> change(foreign))))
                .isInstanceOf(ScopeMismatchException.class);
        // Spring Data finds nothing to remove, the others refuse to
        assertThat(failure(() -> Scopes.run(Schools.bolt(), () -> remove(foreign))))
                .satisfiesAnyOf(
                        refused -> assertThat(refused).isNull(),
                        refused -> assertThat(refused).isInstanceOf(ScopeMismatchException.class));
        assertThat(Scopes.call(Schools.acme(), this::names)).contains("acme-1");
    }

    @Test
    default void refusesToWriteWithoutAScope() {
        assertThat(failure(() -> add(new Named.Student("nobody"))))
                .isInstanceOf(ScopeRequiredException.class);
    }

    /** What was thrown: the wall's own exception, also where a framework puts its own around it. */
    private static @Nullable Throwable failure(Runnable work) {
        try {
            work.run();
            return null;
        } catch (BailiwickException refused) {
            return refused;
        } catch (TransactionException around) {
            return around.getCause();
        }
    }
}
