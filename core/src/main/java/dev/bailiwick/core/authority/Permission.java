package dev.bailiwick.core.authority;

/**
 * One action on one kind of thing, such as {@code INVOICE_APPROVE}. Meant to be implemented by an
 * enum of the application, whose constants have their names already, so that a misspelt one does
 * not compile:
 *
 * <pre>{@code
 * enum Allowed implements Permission { PAGE_READ, PAGE_EDIT, MEMBER_MANAGE }
 * }</pre>
 *
 * <p>{@link Permissions#of(java.util.Collection)} makes them from names that are not known when the
 * application is compiled.
 */
public interface Permission {

    /** 1 to 63 capital letters, digits and underscores, a letter first. */
    String name();
}
