package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/** Every method of a result, whether it reads directly or goes the long way. */
class DirectResultIT {

    /** What shows no row and takes none. */
    private static final Set<String> HARMLESS =
            Set.of("close", "isClosed", "getStatement", "unwrap", "isWrapperFor");

    private static Connection connection;
    private static ResultSet ofAcme;

    @BeforeAll
    static void open() throws SQLException {
        TestDatabase database = School.database();
        connection = School.scoped(database).getConnection();
        ofAcme =
                Scopes.call(
                        School.acme(),
                        () -> {
                            PreparedStatement all =
                                    connection.prepareStatement("select name from pupil");
                            ResultSet rows = all.executeQuery();
                            assertThat(rows.next()).isTrue();
                            return rows;
                        });
    }

    @AfterAll
    static void close() throws SQLException {
        Scopes.call(
                School.acme(),
                () -> {
                    connection.close();
                    return connection;
                });
    }

    static Stream<Method> methods() {
        return Arrays.stream(ResultSet.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !HARMLESS.contains(method.getName()));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void isRefusedInAnotherScope(Method method) {
        @Nullable Object[] args =
                Arrays.stream(method.getParameterTypes())
                        .map(DirectResultIT::anything)
                        .toArray(Object[]::new);

        assertThatThrownBy(() -> Scopes.call(School.bolt(), () -> method.invoke(ofAcme, args)))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .isInstanceOf(ScopeMismatchException.class);
    }

    @Test
    void answersAsTheDriverDoesInItsOwn() throws SQLException {
        Scopes.call(
                School.acme(),
                () -> {
                    assertThat(ofAcme.getString(1)).isEqualTo(ofAcme.getString("name"));
                    assertThat(ofAcme.getObject(1))
                            .isEqualTo(ofAcme.getObject("name", String.class));
                    assertThat(ofAcme.wasNull()).isFalse();
                    assertThat(ofAcme.findColumn("name")).isEqualTo(1);
                    assertThat(ofAcme.getMetaData().getColumnCount()).isEqualTo(1);
                    assertThatThrownBy(() -> ofAcme.getInt(1)).isInstanceOf(SQLException.class);
                    assertThatThrownBy(() -> ofAcme.getString(2)).isInstanceOf(SQLException.class);
                    return ofAcme;
                });
    }

    private static @Nullable Object anything(Class<?> type) {
        if (type == int.class) {
            return 1;
        }
        if (type == String.class) {
            return "name";
        }
        if (type == Class.class) {
            return String.class;
        }
        if (type == boolean.class) {
            return true;
        }
        if (type == byte.class) {
            return (byte) 1;
        }
        if (type == short.class) {
            return (short) 1;
        }
        if (type == long.class) {
            return 1L;
        }
        if (type == float.class) {
            return 1F;
        }
        return type == double.class ? (Object) 1D : null;
    }
}
