package dev.bailiwick.postgres.sealed;

import java.util.List;
import java.util.Map;

/**
 * The SQL of the verifier: its role, its keys and its functions. Meant to be run once by a role
 * that may create roles and schemas; running it again changes nothing but to bring the functions up
 * to date, and keeps the keys.
 */
public final class SealSql {

    /** Acts as the verifier; a role that created it may let itself do so. */
    static final String BECOME =
            """
            do $$ begin
                if not pg_has_role(current_user, 'bailiwick_seal',
                        case when current_setting('server_version_num')::integer >= 160000 then 'SET' else 'MEMBER' end) then
                    execute format('grant bailiwick_seal to %I', current_user);
                end if;
            end $$;
            set role bailiwick_seal;
            """;

    /** Gives up again what {@link #BECOME} took. */
    static final String RETURN =
            """
            reset role;
            do $$ begin
                if exists (
                    select from pg_auth_members join pg_roles as me on me.rolname = current_user
                    where roleid = 'bailiwick_seal'::regrole and member = me.oid and grantor = me.oid) then
                    execute format('revoke bailiwick_seal from %I', current_user);
                end if;
            end $$;
            """;

    /**
     * Compares a token's code with what the key makes of the rest. Which of several reasons it was
     * is told only where it helps the operator and nobody else.
     */
    private static final String CHECK =
            """
                select key.inner_pad, key.outer_pad into i, o from bailiwick_seal.key where key.id = substr(token, 65, 5);
                if substr(token, 83, 1) = 't' then
                    began := extract(epoch from transaction_timestamp())::text;
                end if;
                if encode(sha256(o || sha256(i || convert_to('%s:' || pg_backend_pid() || ':' || coalesce(inet_client_port(), -1)
                        || ':' || began || ':' || substr(token, 65), 'UTF8'))), 'hex') = substr(token, 1, 64) then
                    if date_part('epoch', statement_timestamp()) * 1000 > substr(token, 70, 13)::float8 then
                        raise exception 'The sealed scope has expired' using errcode = '42501',
                            hint = 'Its transaction told the scope too long ago, or it was captured and used again.';
                    end if;
            """;

    private static final String REFUSE =
            """
                end if;
                raise exception 'The sealed scope is forged, of another server process or transaction, or under a key that is not known'
                    using errcode = '42501', hint = 'Behind a pooler in transaction mode the seal must be a pooled one.';
            """;

    private static final String VERIFIED =
            """

            declare
                token text := current_setting('bailiwick.scope', true);
                began text := '';
                i bytea;
                o bytea;
            begin
                if token is null or token = '' then
                    return null;
                end if;
            """
                    + CHECK.formatted(SealForm.PORTABLE)
                    + "        return substr(token, 84);\n"
                    + REFUSE
                    + "end ";

    private static final String ENTER =
            """

            declare
                last text := split_part(current_setting('backtrace_functions'), ' ', 1);
                turn text := substr(token, 84, 16);
                began text := '';
                i bytea;
                o bytea;
            begin
            """
                    + CHECK.formatted(SealForm.SLOT)
                    + """
                            if began = '' then
                                if (last = '' and length(token) > 99) or turn <= last collate "C" then
                                    raise exception 'The sealed scope was used before, or its slot was reset' using errcode = '42501',
                                        hint = 'RESET ALL and DISCARD ALL reset it; such a connection is of no more use.';
                                end if;
                                perform set_config('backtrace_functions', turn, false);
                            end if;
                            perform set_config('backtrace_functions', turn || substr(token, 100), true);
                            return '';
                    """
                    + REFUSE
                    + "end ";

    private static final String PORTABLE_VALUE =
            "split_part(split_part(bailiwick_seal.verified(), chr(31) || setting || '=', 2),"
                    + " chr(31), 1)";

    private static final String SLOT_VALUE =
            "convert_from(decode(split_part(split_part(current_setting('backtrace_functions'), ' '"
                    + " || encode(convert_to(setting, 'UTF8'), 'hex') || ',', 2), ' ', 1), 'hex'),"
                    + " 'UTF8')";

    private SealSql() {}

    /**
     * Role, schema, table of keys and functions. For the form with a slot a superuser must run it.
     *
     * @param users the roles whose statements verify a scope: the app role, and each other role
     *     that reads a protected table or has the tenant as a column's default
     */
    public static String setup(SealForm form, List<String> users) {
        String roles = String.join(", ", users.stream().map(SealSql::quoted).toList());
        return """
        -- The verifier of sealed scopes. Generated by the toolkit (SealSql.setup).
        do $$ begin
            if not exists (select from pg_roles where rolname = 'bailiwick_seal') then
                create role bailiwick_seal nologin;
            end if;
        end $$;
        %1$s%5$sreset role;
        create schema if not exists bailiwick_seal authorization bailiwick_seal;
        set role bailiwick_seal;
        revoke all on schema bailiwick_seal from public, %2$s;
        create table if not exists bailiwick_seal.key (
            id text primary key check (id ~ '^[0-9]{5}$'),
            inner_pad bytea not null check (length(inner_pad) = 64),
            outer_pad bytea not null check (length(outer_pad) = 64),
            added timestamptz not null default now());
        revoke all on table bailiwick_seal.key from public, %2$s;
        %3$srevoke all on all functions in schema bailiwick_seal from public, %2$s;
        grant usage on schema bailiwick_seal to %2$s;
        grant execute on all functions in schema bailiwick_seal to %2$s;
        %4$s\
        """
                .formatted(
                        form == SealForm.SLOT
                                ? "grant set on parameter backtrace_functions to bailiwick_seal;\n"
                                : "",
                        roles,
                        functions(form),
                        RETURN,
                        BECOME);
    }

    /**
     * What the functions must be, by name: owner's rights, volatility, parallelism, settings and
     * body, as the gate reads them from the catalogue.
     */
    public static Map<String, String> expected(SealForm form) {
        String pinned = "{\"search_path=pg_catalog, pg_temp\"}";
        return switch (form) {
            case PORTABLE ->
                    Map.of(
                            "verified()",
                            "bailiwick_seal t s r " + pinned + " " + VERIFIED,
                            "value(setting text)",
                            "bailiwick_seal f s r RETURN"
                                + " split_part(split_part(bailiwick_seal.verified(), ((chr(31) ||"
                                + " setting) || '='::text), 2), chr(31), 1)");
            case SLOT ->
                    Map.of(
                            "enter(token text)",
                            "bailiwick_seal t v u " + pinned + " " + ENTER,
                            "value(setting text)",
                            "bailiwick_seal f s s RETURN"
                                + " convert_from(decode(split_part(split_part(current_setting('backtrace_functions'::text),"
                                + " ((' '::text || encode(convert_to(setting, 'UTF8'::name),"
                                + " 'hex'::text)) || ','::text), 2), ' '::text, 1), 'hex'::text),"
                                + " 'UTF8'::name)");
        };
    }

    private static String functions(SealForm form) {
        return switch (form) {
            case PORTABLE ->
                    """
                    create or replace function bailiwick_seal.verified() returns text language plpgsql stable parallel restricted
                        security definer set search_path = pg_catalog, pg_temp as $$%s$$;
                    create or replace function bailiwick_seal.value(setting text) returns text language sql stable parallel restricted
                        return %s;
                    drop function if exists bailiwick_seal.enter(text);
                    """
                            .formatted(VERIFIED, PORTABLE_VALUE);
            case SLOT ->
                    """
                    create or replace function bailiwick_seal.enter(token text) returns text language plpgsql volatile
                        security definer set search_path = pg_catalog, pg_temp as $$%s$$;
                    create or replace function bailiwick_seal.value(setting text) returns text language sql stable parallel safe
                        return %s;
                    drop function if exists bailiwick_seal.verified();
                    """
                            .formatted(ENTER, SLOT_VALUE);
        };
    }

    /** Also where the name is a keyword; it is one the wall has checked. */
    private static String quoted(String role) {
        return '"' + role.replace("\"", "\"\"") + '"';
    }
}
