package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.Wall;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Another context, to which all is passed on: whoever adds something overrides that alone. */
abstract class ForwardingContext implements Context {

    final Context other;

    ForwardingContext(Context other) {
        this.other = other;
    }

    @Override
    public boolean reports() {
        return other.reports();
    }

    @Override
    public void wrote(String position) {
        other.wrote(position);
    }

    @Override
    public Optional<Wall> wall() {
        return other.wall();
    }

    @Override
    public void begins(Scope scope) {
        other.begins(scope);
    }

    @Override
    public Scope admit(Supplier<String> what) {
        return other.admit(what);
    }

    @Override
    public boolean serves(Scope scope) {
        return other.serves(scope);
    }

    @Override
    public String sql() {
        return other.sql();
    }

    @Override
    public List<String> values(Scope scope) {
        return other.values(scope);
    }

    @Override
    public boolean stale() {
        return other.stale();
    }

    @Override
    public boolean meets() {
        return other.meets();
    }

    @Override
    public void meet(Statement statement, String begin) throws SQLException {
        other.meet(statement, begin);
    }

    @Override
    public String afterwards() {
        return other.afterwards();
    }
}
