package dev.bailiwick.testbed;

import dev.bailiwick.core.Scope;

import java.util.List;

/**
 * A way to get at rows of somebody else. Begins outside any scope, and enters those it needs; on
 * the twin a scope is of no effect.
 */
@FunctionalInterface
public interface Attack {

    /** What it gets hold of, told as the witness tells rows. */
    List<String> on(Target target) throws Exception;

    /** One query in one scope; the first column of what it brings. */
    static Attack query(Scope scope, String sql) {
        return target -> Sql.list(target.source(), scope, sql);
    }

    /** One statement in one scope. */
    static Act statement(Scope scope, String sql) {
        return target -> Sql.execute(target.source(), scope, sql);
    }

    /** A way to do what one must not; that it ends without an exception is its success. */
    @FunctionalInterface
    interface Act {

        void on(Target target) throws Exception;
    }
}
