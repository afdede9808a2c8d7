package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A prepared statement. Whether the context goes in front is not known before it runs, so
 * parameters and attributes are kept and given to the form of the statement that is wanted then;
 * the driver remembers each form, and the server prepares it, like any other statement.
 */
final class PinnedPrepared extends Executing {

    /** The protocol counts them in two bytes. */
    private static final int MOST_PARAMETERS = 65_535;

    private final Text text;
    private final Preparing preparing;
    private final Map<Lead, PreparedStatement> forms = new EnumMap<>(Lead.class);
    private final List<@Nullable Setting> parameters = new ArrayList<>();
    private final Map<Method, Setting> attributes = new LinkedHashMap<>();
    private boolean closed;

    /** The form that runs, or ran last: it is the one to cancel, and has the warnings. */
    private volatile @Nullable PreparedStatement running;

    PinnedPrepared(
            Session session, Scope scope, Connection connection, String sql, Preparing preparing) {
        super(session, scope, connection);
        this.text = Text.of(sql);
        this.preparing = preparing;
    }

    @Override
    @Nullable Object call(Object proxy, Method method, @Nullable Object[] args) throws Throwable {
        String name = method.getName();
        return switch (name) {
            case "getConnection" -> connection();
            case "close" -> close();
            case "isClosed" -> closed || session().raw().isClosed();
            case "clearParameters" -> clearParameters();
            case "executeQuery", "execute", "executeUpdate", "executeLargeUpdate" -> {
                refuseAnotherText(args);
                yield executed(proxy, name);
            }
            case "addBatch" -> {
                refuseAnotherText(args);
                yield forward(bound(), method, args);
            }
            case "executeBatch", "executeLargeBatch" ->
                    ahead(text, () -> made(next(plain()), method, args));
            case "getResultSet" -> currentRows(proxy);
            case "getUpdateCount" -> narrow(count());
            case "getLargeUpdateCount" -> count();
            case "getMoreResults" -> next(args);
            case "getGeneratedKeys" -> rows(proxy, plain().getGeneratedKeys());
            case "closeOnCompletion" -> set(method, args);
            case "cancel", "getWarnings", "clearWarnings" -> {
                PreparedStatement form = running;
                yield form == null ? null : forward(form, method, args);
            }
            default -> name.startsWith("set") ? set(method, args) : ask(proxy, method, args);
        };
    }

    /** The driver refuses some of these methods and runs others, past everything that is here. */
    private static void refuseAnotherText(@Nullable Object[] args) throws SQLException {
        if (args.length > 0) {
            throw new SQLException(
                    "A prepared statement runs the text that it was made with, and no other",
                    "42809");
        }
    }

    private @Nullable Object executed(Object proxy, String name) throws Throwable {
        return switch (name) {
            case "executeQuery" -> rows(proxy, lead(text, this::query).onlyRows());
            case "execute" -> lead(text, this::run).rows() != null;
            case "executeUpdate" -> narrow(lead(text, this::update).onlyCount());
            default -> lead(text, this::update).onlyCount();
        };
    }

    private Results query(Lead lead) throws Throwable {
        return lead == Lead.NONE ? Results.of(next(bound()).executeQuery()) : run(lead);
    }

    private Results update(Lead lead) throws Throwable {
        return lead == Lead.NONE ? Results.of(next(bound()).executeLargeUpdate()) : run(lead);
    }

    private Results run(Lead lead) throws Throwable {
        PreparedStatement form = next(lead == Lead.NONE ? bound() : bound(lead));
        return Results.drain(form, form.execute());
    }

    private PreparedStatement next(PreparedStatement form) {
        running = form;
        return form;
    }

    private PreparedStatement plain() throws Throwable {
        return form(Lead.NONE);
    }

    private PreparedStatement bound() throws Throwable {
        PreparedStatement form = plain();
        bind(form, 0);
        return form;
    }

    private PreparedStatement bound(Lead lead) throws Throwable {
        PreparedStatement form = form(lead);
        List<String> values = session().context().values(scope());
        for (int i = 0; i < values.size(); i++) {
            form.setString(i + 1, values.get(i));
        }
        bind(form, values.size());
        return form;
    }

    private void bind(PreparedStatement form, int shift) throws Throwable {
        for (Setting parameter : parameters) {
            if (parameter != null) {
                parameter.on(form, shift);
            }
        }
    }

    private PreparedStatement form(Lead lead) throws Throwable {
        if (closed) {
            throw new SQLException("This statement has been closed.", "55000");
        }
        PreparedStatement form = forms.get(lead);
        if (form == null) {
            form = preparing.prepare(lead.inFrontOf(text.sql(), session().context().sql()));
            for (Setting attribute : attributes.values()) {
                attribute.on(form);
            }
            forms.put(lead, form);
        }
        return form;
    }

    /** A parameter if it begins with an index, an attribute of the statement otherwise. */
    private @Nullable Object set(Method method, @Nullable Object[] args) throws Throwable {
        Setting setting = new Setting(method, args);
        if (method.getDeclaringClass() == PreparedStatement.class) {
            LargeObjects.refuse(method, args);
            int index = (int) given(args, 0);
            if (index < 1 || index > MOST_PARAMETERS) {
                throw new SQLException("There is no parameter " + index, "22023");
            }
            while (parameters.size() < index) {
                parameters.add(null);
            }
            parameters.set(index - 1, setting);
        } else {
            for (PreparedStatement form : forms.values()) {
                setting.on(form);
            }
            attributes.put(method, setting);
        }
        return null;
    }

    /** Describing goes to the server, so it needs the scope as well. */
    private @Nullable Object ask(Object proxy, Method method, @Nullable Object[] args)
            throws Throwable {
        if (method.getDeclaringClass() == PreparedStatement.class) {
            session().use(() -> Text.named(text.sql()), scope());
        }
        return guarded(proxy, method, forward(plain(), method, args));
    }

    private @Nullable Object clearParameters() throws SQLException {
        parameters.clear();
        for (PreparedStatement form : forms.values()) {
            form.clearParameters();
        }
        return null;
    }

    private @Nullable Object close() throws SQLException {
        closed = true;
        for (PreparedStatement form : forms.values()) {
            form.close();
        }
        return null;
    }

    @Override
    public String toString() {
        return "scoped " + text.sql();
    }

    /** Prepares a text with the options that the caller gave. */
    @FunctionalInterface
    interface Preparing {

        PreparedStatement prepare(String sql) throws Throwable;
    }

    /** A call of a setter, to be made on whichever form runs. */
    private static final class Setting {

        private final Method method;
        private final @Nullable Object[] args;

        private Setting(Method method, @Nullable Object[] args) {
            this.method = method;
            this.args = args;
        }

        private void on(PreparedStatement form) throws Throwable {
            forward(form, method, args);
        }

        private void on(PreparedStatement form, int shift) throws Throwable {
            @Nullable Object[] moved = args.clone();
            moved[0] = (int) given(args, 0) + shift;
            forward(form, method, moved);
        }
    }
}
