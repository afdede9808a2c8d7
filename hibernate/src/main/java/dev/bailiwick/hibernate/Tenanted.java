package dev.bailiwick.hibernate;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An entity whose rows hold their tenant: in an attribute with {@code @TenantId}, in a reference to
 * the {@link TenantRoot} or in a column of the name {@code tenant_id}.
 *
 * <p>Its secondary tables, the tables of its subclasses, of its collections and its join tables
 * follow: by the tenant column where their key holds it, through their key otherwise. Holds for
 * subclasses that say nothing of their own.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Tenanted {

    /**
     * The tenant column, where there is more than one that it could be, or where it is not mapped
     * because the database fills it in.
     */
    String column() default "";

    /** What the app role may do with the rows of its tenant. */
    Access access() default Access.EVERYTHING;
}
