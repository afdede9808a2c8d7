package dev.bailiwick.quality;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SQL of the server's migrations. What runs as the owner is held back by no tenant's policy, so
 * each function that does is entered here by hand, with the reason why it must.
 */
final class MigrationRulesTest {

    private static final Map<String, String> RUN_AS_OWNER =
            Map.ofEntries(
                    entry("account_by_email", "an address is known before its tenant"),
                    entry(
                            "api_key_by_prefix",
                            "a key was known before its tenant; gone since V060"),
                    entry("key_shown", "a key is known before its tenant; compares its hash"),
                    entry("member_above_rank", "of the tenant in scope; granted to nobody"),
                    entry("group_above_rank", "of the tenant in scope; granted to nobody"),
                    entry("restored", "of all tenants; granted to maintenance alone"),
                    entry("change_retention", "only this may; compares the scope itself"),
                    entry("audit_names", "of a trigger; an account has several tenants"),
                    entry("any_account", "asked before there is a tenant at all"),
                    entry("make_tenant", "the tenant is not there yet; granted to nobody"),
                    entry("sign_up", "neither account nor tenant are there yet"),
                    entry("found_tenant", "makes a tenant other than the one in scope"),
                    entry("forget_member", "accounts belong to no tenant; granted to nobody"),
                    entry("end_membership", "only this may end one; compares the scope itself"),
                    entry("end_tenant", "only this may end one; compares the scope itself"),
                    entry("change_membership", "only this may; compares the scope itself"),
                    entry("has_owner_beside", "of a tenant that its caller has locked; no grant"),
                    entry("end_account", "touches all tenants of the principal in scope"),
                    entry("sign_in_wait", "failures are counted before a tenant is known"),
                    entry("sign_in_failed", "failures are counted before a tenant is known"),
                    entry("enqueue_job", "app has no right to the engine's table"),
                    entry("job_tenant", "older processes know a job before its tenant"),
                    entry("dequeue_job", "as enqueue_job; compares the scope itself"),
                    entry("leave_queue", "as dequeue_job"),
                    entry("release_jobs", "also those out of the principal's sight"),
                    entry("cancel_waiting", "as release_jobs"),
                    entry("stale_jobs", "the engine knows jobs by id alone; tells ids alone"),
                    entry("several_tenants", "tells whether there is more than one and no more"),
                    entry("make_finding_month", "only the owner makes a partition"),
                    entry("drop_finding_month", "only the owner drops a partition"),
                    entry("finding_months_ahead", "maintenance looks after partitions"),
                    entry("schema_version", "nobody else reads the migrations' history"),
                    entry("repeatable_steps", "as schema_version"),
                    entry(
                            "search_findings",
                            "a search by words is not leakproof: carries the wall"),
                    entry("search_resources", "as search_findings"),
                    entry("lock_authority", "app has no right to lock a tenant; no grant"),
                    entry("authority_changed", "app has no right to the numbers; no grant"),
                    entry("log_refused", "app has no right to write the audit; fixes whose it is"),
                    entry("audit_tenant", "of a trigger; app has no right to write the audit"),
                    entry("audit_user", "of a trigger; an account has several tenants"),
                    entry("audit_key", "of a trigger; app has no right to write the audit"),
                    entry("audit_secret", "of a trigger; app has no right to write the audit"),
                    entry("audit_provider", "as audit_secret"),
                    entry("audit_scan", "as audit_secret"),
                    entry("audit_schedule", "as audit_secret"),
                    entry("audit_job", "as audit_secret"),
                    entry("named", "of a trigger; names what is out of sight too"),
                    entry("address_of", "tells of members of the tenant in scope alone"),
                    entry("key_fault", "within the tenant in scope; granted to nobody"),
                    entry("make_key", "app has no right to make keys; compares the scope itself"),
                    entry("rename_key", "as make_key"),
                    entry("revoke_key", "as make_key"),
                    entry("held_authority", "of the principal in scope; granted to nobody"),
                    entry("held_by", "of anybody, in any tenant; granted to nobody"),
                    entry("exceeds", "as held_by; granted to nobody"),
                    entry("roles_exceed", "as held_by; granted to nobody"),
                    entry("may_manage", "of the principal in scope; granted to nobody"),
                    entry("providers_of_groups", "also those out of sight; granted to nobody"),
                    entry("groups_of_role", "within the tenant in scope; granted to nobody"),
                    entry("above_rank", "compares with the principal's; granted to nobody"),
                    entry("roles_above_rank", "compares with the principal's; no grant"),
                    entry("has_manager", "of a tenant that its caller has locked; no grant"),
                    entry("change_user_roles", "only this may; asks for the principal's rank"),
                    entry("make_role", "only this may; asks for the principal's rank"),
                    entry("change_role", "only this may; asks for the principal's rank"),
                    entry("remove_role", "only this may; asks for the principal's rank"),
                    entry("change_role_groups", "only this may; asks for the principal's rank"),
                    entry("unseen_providers", "as the principal sees them; granted to nobody"),
                    entry("own_group", "as the principal saw it; gone since V060"),
                    entry("make_group", "only this may; asks what the principal sees"),
                    entry("change_group", "only this may; asks what the principal sees"),
                    entry("remove_group", "only this may; asks what the principal sees"),
                    entry("change_group_providers", "only this may; as change_group"),
                    entry("new_provider_id", "numbers of providers out of sight are taken too"),
                    entry("check_epoch", "compares numbers that nobody can set back"),
                    entry("free_provider_number", "within the tenant in scope; granted to nobody"),
                    entry("provider_gone", "app has no right to the number; only raises it"),
                    entry("invite", "only this may; asks for the principal's rank"),
                    entry("change_invitation", "only this may; asks for the principal's rank"),
                    entry("revoke_invitation", "only this may; compares the scope itself"),
                    entry("ask_invitation", "a token is known before its tenant"),
                    entry("hold_invitation", "a token is known before its tenant; no grant"),
                    entry("join_invited", "into a tenant other than the one in scope; no grant"),
                    entry("accept_invitation", "into a tenant other than the one in scope"),
                    entry("sign_up_invited", "the account is not there yet"),
                    entry("authority_noted", "writes the record alone; granted to nobody"),
                    entry("change_account", "only this may; asks for the principal's rank"),
                    entry("invitation_stands", "of an inviter, in any scope; granted to nobody"),
                    entry("revoke_fallen_invitations", "as invitation_stands; granted to nobody"),
                    entry("invitations_fall", "a trigger, whoever raises the number"),
                    entry("check_reader", "asks what the principal holds; granted to nobody"),
                    entry("audit_settled", "asks for the permission; tells a moment alone"),
                    entry("audit_entries", "asks for the permission, in the tenant in scope"),
                    entry("waiting_bytes", "uploads out of sight take room too; tells a sum alone"),
                    entry("is_behind_another", "as waiting_bytes; tells yes or no"),
                    entry("is_being_made", "of an upload out of sight too; tells yes or no"),
                    entry("has_deleted_tenants", "the worker is told yes or no of all tenants"),
                    entry("has_abandoned_uploads", "the worker is told yes or no of all tenants"),
                    entry(
                            "tenants_due_for_retention",
                            "the worker is told the tenants whose scans are due"),
                    entry("idle_schedules", "the worker is told ids of all tenants and no more"),
                    entry("seen_groups", "asks for the principal's; granted to nobody"),
                    entry("roles_in_rank", "compares with the principal's; shows ids alone"),
                    entry("invitation_fault", "within the tenant in scope; granted to nobody"));

    /**
     * A tenant compared with anything but another row's, or what a step that goes through all rows
     * passes on of one.
     */
    private static final Pattern TENANT_BY_HAND =
            Pattern.compile(
                    "(?i)tenant_id\\s*(?:=|<>|\\bin\\b)(?!\\s*(?:\\w+\\.tenant_id\\b|\\$\\d))");

    private static final Pattern RUNS_AS_OWNER = Pattern.compile("(?i)security\\s+definer");

    private static final Pattern STATEMENT =
            Pattern.compile(
                    "(?im)^(?=(?:alter|comment|create|delete|do|drop|grant|insert|revoke|select|update|with)\\b)");

    private static final Pattern FUNCTION =
            Pattern.compile(
                    "(?i)^create (?:or replace )?(?:function|procedure) (?:\\w+\\.)?(\\w+)");

    private static final List<Path> STEPS =
            Repository.filesBelow(
                            Repository.ROOT.resolve("server/src/main/resources/db/migration"),
                            ".sql")
                    .stream()
                    .filter(file -> !isGenerated(file))
                    .toList();

    /** Up to here steps have been run by others: they stay as they are. */
    private static final String RELEASED = "V066";

    private static final int RELEASED_STEPS = 39;

    private static final String RELEASED_TEXT =
            "02c44572c9e779404eaf3b501a624bb07b59bbe87e6abf00afe25d4980758bf5";

    private static final List<String> STATEMENTS =
            STEPS.stream().flatMap(file -> STATEMENT.splitAsStream(withoutComments(file))).toList();

    @Test
    void onlyFunctionsThatAreEnteredHereRunAsTheirOwner() {
        assertThat(
                        STATEMENTS.stream()
                                .filter(MigrationRulesTest::runsAsOwner)
                                .map(MigrationRulesTest::function)
                                // later steps replace what earlier ones have made
                                .distinct())
                .containsExactlyInAnyOrderElementsOf(RUN_AS_OWNER.keySet());
    }

    /** But for what runs as the owner, whom no policy holds back: there it must be named. */
    @Test
    void noOtherStatementNamesItsTenantByHand() {
        assertThat(
                        STATEMENTS.stream()
                                .filter(
                                        sql ->
                                                !runsAsOwner(sql)
                                                        && TENANT_BY_HAND.matcher(sql).find()))
                .isEmpty();
    }

    /** What changes a function is then a change of one text. */
    @Test
    void functionsStandInOneRepeatableStepEachWithTheirRights() {
        List<Path> repeatable = STEPS.stream().filter(MigrationRulesTest::isRepeatable).toList();
        List<String> functions =
                repeatable.stream().flatMap(file -> functions(file).stream()).toList();
        assertThat(functions).hasSizeGreaterThan(50).doesNotHaveDuplicates();
        for (Path file : repeatable) {
            String text = withoutComments(file);
            assertThat(text.lines().count()).as(file.toString()).isLessThanOrEqualTo(400);
            assertThat(functions(file))
                    .as(file.toString())
                    .allMatch(
                            name ->
                                    text.contains("create or replace function " + name + "(")
                                            && text.contains(
                                                    "revoke all on function " + name + "("));
        }
        assertThat(
                        STEPS.stream()
                                .filter(file -> !isRepeatable(file) && isUnreleased(file))
                                .flatMap(file -> functions(file).stream()))
                .isEmpty();
    }

    /** Others have run them, and Flyway refuses to start where one is another than it was. */
    @Test
    void whatHasBeenReleasedStaysAsItIs() throws NoSuchAlgorithmException {
        MessageDigest released = MessageDigest.getInstance("SHA-256");
        List<Path> steps =
                STEPS.stream()
                        .filter(file -> !isRepeatable(file) && !isUnreleased(file))
                        .sorted()
                        .toList();
        for (Path file : steps) {
            released.update((file.getFileName() + "\n" + Repository.text(file)).getBytes(UTF_8));
        }

        assertThat(steps).hasSize(RELEASED_STEPS);
        assertThat(HexFormat.of().formatHex(released.digest())).isEqualTo(RELEASED_TEXT);
    }

    private static List<String> functions(Path file) {
        return STATEMENT
                .splitAsStream(withoutComments(file))
                .filter(sql -> FUNCTION.matcher(sql).find())
                .map(MigrationRulesTest::function)
                .toList();
    }

    private static boolean isRepeatable(Path file) {
        return file.getFileName().toString().startsWith("R__");
    }

    private static boolean isUnreleased(Path file) {
        return file.getFileName().toString().substring(0, 4).compareTo(RELEASED) > 0;
    }

    /** Whether the tests above would see what they look for. */
    @Test
    void bothKindsAreSeen() {
        assertThat(STATEMENTS).hasSizeGreaterThan(100);
        assertThat("where f.tenant_id = of_tenant").containsPattern(TENANT_BY_HAND);
        assertThat("where f.tenant_id in (select").containsPattern(TENANT_BY_HAND);
        assertThat("where f.tenant_id = r.tenant_id").doesNotContainPattern(TENANT_BY_HAND);
    }

    private static boolean isGenerated(Path file) {
        return List.of("R__isolation.sql", "R__functions_epoch.sql")
                .contains(file.getFileName().toString());
    }

    private static String withoutComments(Path file) {
        return Repository.text(file).replaceAll("(?m)\\s*--.*$", "");
    }

    private static boolean runsAsOwner(String sql) {
        return RUNS_AS_OWNER.matcher(sql).find();
    }

    private static String function(String sql) {
        Matcher function = FUNCTION.matcher(sql);
        return function.find() ? function.group(1) : sql;
    }
}
