package dev.bailiwick.posture.edge.health;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Duration;

/** Whether the pool that serves requests gets answers. */
@Component
@Order(1)
final class DatabaseCheck implements Check {

    private final JdbcClient jdbc;

    DatabaseCheck(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "database:responseTime";
    }

    private static final String ANYTHING = "select 1";

    @Override
    public Result look() {
        long begun = System.nanoTime();
        Scopes.run(new Scope.Global(), () -> jdbc.sql(ANYTHING).query(Integer.class).single());
        return Result.pass(Duration.ofNanos(System.nanoTime() - begun).toMillis(), "ms");
    }
}
