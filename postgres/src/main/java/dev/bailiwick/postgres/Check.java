package dev.bailiwick.postgres;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.Fault.Severity;

import java.util.Locale;

/**
 * Everything that the {@link Gate} and {@link dev.bailiwick.postgres.jdbc.OtherDataSources} look
 * at: the rules of a report. The id of a {@link Fault} is one of these.
 */
public enum Check {
    CONNECTION_SIMPLE_QUERIES(
            Severity.ERROR, "Statements would be sent apart from the scope that belongs to them."),
    SERVER_VERSION(
            Severity.ERROR, "Older releases have holes through which policies are got around."),
    SERVER_OUTDATED(Severity.WARNING, "Newer releases mend flaws that any SQL user can exploit."),
    SESSION_USER(Severity.ERROR, "Policies are those of another role than declared."),
    SESSION_SCOPE_PRESET(
            Severity.ERROR, "A connection without a scope would see the tenant that is preset."),
    ROLE_MISSING(Severity.ERROR, "The policies and grants of this role apply to nobody."),
    ROLE_ATTRIBUTE(Severity.ERROR, "Such a role is not held back by policies, or can undo them."),
    ROLE_MEMBERSHIP(Severity.ERROR, "SET ROLE gives a member everything the other role may do."),
    ROLE_OWNS(Severity.ERROR, "Whoever owns an object can switch its protection off."),
    ROLE_MAY_CREATE(Severity.ERROR, "What it creates can shadow what is protected."),
    TABLE_MISSING(Severity.ERROR, "The declaration speaks of something else than this database."),
    TABLE_UNDECLARED(Severity.ERROR, "Nobody has said whose rows it holds."),
    TABLE_KIND(Severity.ERROR, "It is another kind of relation than declared."),
    TABLE_OWNER(Severity.ERROR, "Its owner can switch its protection off."),
    TABLE_RULE(Severity.ERROR, "A rewrite rule does other things than the statement says."),
    TABLE_INHERITED(
            Severity.ERROR, "The policies of a parent do not guard its children's own names."),
    ROW_SECURITY_OFF(Severity.ERROR, "Policies are not applied."),
    ROW_SECURITY_NOT_FORCED(
            Severity.ERROR, "Functions that run as the owner see every tenant's rows."),
    POLICY_MISSING(Severity.ERROR, "The declared rows are not reached."),
    POLICY_EXTRA(Severity.ERROR, "One more permissive policy opens what the others close."),
    POLICY_DIFFERS(Severity.ERROR, "A weaker condition looks like the right one."),
    TENANT_COLUMN_MISSING(Severity.ERROR, "There is nothing to tell the tenants' rows apart by."),
    TENANT_COLUMN_TYPE(
            Severity.ERROR, "Comparing another type casts the column and loses its index."),
    TENANT_COLUMN_NULLABLE(Severity.WARNING, "A row without a tenant is lost to everybody."),
    TENANT_COLUMN_NOT_INDEXED(
            Severity.WARNING, "Each statement reads all tenants' rows before it drops them."),
    KEY_WITHOUT_TENANT(
            Severity.WARNING, "Whether an insert fails tells that another tenant has the value."),
    REFERENCE_WITHOUT_TENANT(
            Severity.WARNING,
            "Foreign keys are checked without policies: a row can refer to another tenant's."),
    REFERENCE_UNDECLARED(
            Severity.ERROR, "The policy does not look at this reference to a tenant's row."),
    REFERENCE_MISSING(
            Severity.WARNING, "Without a foreign key a row can refer to one that does not exist."),
    REFERENCE_TYPE(
            Severity.ERROR,
            "The policy would compare such values by another equality than their own."),
    GLOBAL_REFERS_TO_TENANT(Severity.ERROR, "Everybody reads which tenant a global row is of."),
    GRANT_EXTRA(Severity.ERROR, "The role may do more than declared."),
    GRANT_MISSING(Severity.ERROR, "Declared work fails for want of privilege."),
    GRANT_DEFAULT(Severity.ERROR, "Every new table would be granted before it is protected."),
    GRANT_ELSEWHERE(Severity.ERROR, "Nobody has said whose rows it holds."),
    VIEW_DEFINER(Severity.ERROR, "A view reads as its owner, whom policies may not hold back."),
    VIEW_UNDECLARED(Severity.ERROR, "Nobody has said what it shows and to whom."),
    SCHEMA_MISSING(Severity.ERROR, "The functions are missing that every policy compares with."),
    FUNCTION_CHANGED(Severity.ERROR, "Every policy compares with what these functions return."),
    AUTHORITY_MODEL(
            Severity.ERROR, "A role means something else in the database than in the application."),
    AUTHORITY_MODEL_OTHER(
            Severity.ERROR, "This release decides by roles that are not those of the database."),
    AUTHORITY_VERSION(
            Severity.ERROR, "Functions of this release would run on tables of another one."),
    FUNCTION_DEFINER_PATH(
            Severity.ERROR, "Whoever calls it chooses what the names in it stand for."),
    FUNCTION_DEFINER_OPEN(Severity.ERROR, "It sees more than its caller, and anybody may call it."),
    FUNCTION_DEFINER_UNBOUND(Severity.ERROR, "Policies do not hold back whom it runs as."),
    FUNCTION_BEHIND_SEES_ALL(
            Severity.WARNING,
            "Nobody calls it by name, and the policies of whom it runs as show it every row."),
    FUNCTION_CHANGES_SCOPE(Severity.ERROR, "Its rows may be of another tenant than the caller's."),
    FUNCTION_LEAKPROOF(
            Severity.ERROR, "It is handed rows before the policy has decided about them."),
    FUNCTION_REACHES_OUT(
            Severity.ERROR, "It opens another connection, in which nobody is held back."),
    SEAL_MISSING(
            Severity.ERROR, "Without what verifies a sealed scope, every statement is refused."),
    SEAL(Severity.ERROR, "Whoever can set what was verified enters any scope."),
    SEAL_KEY_EXPOSED(
            Severity.ERROR,
            "Whoever has read a key enters any scope, also when it can be read no longer."),
    FOREIGN_SERVER(Severity.ERROR, "Its tables are read as another user, without policies."),
    EVENT_TRIGGER(Severity.WARNING, "It runs code of its own whenever the schema is changed."),
    SCHEDULED_JOB(Severity.WARNING, "It runs in the database without a scope."),
    PUBLICATION(Severity.WARNING, "Subscribers get every tenant's rows."),
    REPLICA_UNREAD(
            Severity.WARNING, "It is not used until it has been compared; the primary serves."),
    DATA_SOURCE_UNSCOPED(Severity.ERROR, "It reaches the same rows and asks for no scope."),
    DATA_SOURCE_UNKNOWN(Severity.ERROR, "Whether it reaches the same rows cannot be said.");

    private final Severity severity;
    private final String why;

    Check(Severity severity, String why) {
        this.severity = severity;
        this.why = why;
    }

    /** The name in lower case, with hyphens; the same in every release. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Severity severity() {
        return severity;
    }

    /** Why it matters, in one sentence. */
    public String why() {
        return why;
    }

    /** Whether it is what found {@code fault}. */
    public boolean found(Fault fault) {
        return fault.id().equals(id());
    }

    /**
     * What this check has found.
     *
     * @param object what is concerned, with its kind: {@code table invoice}
     * @param message what is wrong with it, as the rest of the sentence; a format if there are
     *     values
     */
    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be a dependency
    public Fault fault(String object, String message, Object... values) {
        return new Fault(
                id(), severity, object, values.length == 0 ? message : message.formatted(values));
    }
}
