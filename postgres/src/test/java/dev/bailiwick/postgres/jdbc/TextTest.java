package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "  SELECT commit from t;",
                "with x as (select 1) select * from x",
                "insert into t values (?)",
                "update t set begin = 1",
                "delete from t;  \n"
            })
    void mostStatementsLeaveTheTransactionAsItWas(String sql) {
        assertThat(Text.of(sql).unsettling()).isFalse();
        assertThat(Text.of(sql).controlsTransaction()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set local bailiwick.tenant = 'x'",
                "RESET ALL",
                "call p()",
                "do $$ begin end $$",
                "discard all",
                "execute plan",
                "select 1; commit",
                "select Set_Config('a', 'b', true)",
                "/* hidden */ commit",
                "-- hidden\ncommit",
                "(select 1)"
            })
    void whatMayTakeTheContextAwayIsUnsettling(String sql) {
        assertThat(Text.of(sql).unsettling()).isTrue();
        assertThat(Text.of(sql).controlsTransaction()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin",
                " Commit and chain",
                "END;",
                "abort",
                "start transaction",
                "rollback to s",
                "prepare transaction 'x'",
                "release s"
            })
    void whatControlsTheTransactionIsUnsettlingToo(String sql) {
        assertThat(Text.of(sql).controlsTransaction()).isTrue();
        assertThat(Text.of(sql).unsettling()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "declare c cursor with hold for select 1",
                "select 1; DECLARE c CURSOR\nWITH\tHOLD FOR select 1",
                "PREPARE TRANSACTION 'x'",
                "commit prepared 'x'",
                "select 1; rollback  prepared 'x'",
                "declare c cursor with/**/hold for select 1",
                "declare c cursor with -- a comment\n hold for select 1",
                "/* a tag */ prepare/* of two words */transaction 'x'",
                "-- a tag\ncommit prepared 'x'",
                "/* a tag */ listen news",
                "LISTEN news",
                "select 1; listen news"
            })
    void whatOutlivesEveryScopeIsRefused(String sql) {
        assertThat(Text.of(sql).refusal()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "declare c cursor without hold for select 1",
                "select declared_at, threshold from t",
                "/* listen */ select 1",
                "prepare p as select 1",
                "select 'prepare transaction', 'listen' from listeners",
                "update t set prepared = true where listen"
            })
    void whatOnlyLooksLikeItIsNot(String sql) {
        assertThat(Text.of(sql).refusal()).isEmpty();
    }

    @Test
    void aStatementIsNamedShortlyAndWithoutItsLiterals() {
        assertThat(Text.named("select\n    name from t"))
                .isEqualTo("the statement \"select name from t\"");
        assertThat(Text.named("select f('secret')")).isEqualTo("the statement \"select f(…\"");
        assertThat(Text.named("select " + "x, ".repeat(100))).hasSizeLessThan(100).endsWith("…\"");
    }
}
