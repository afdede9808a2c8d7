package dev.bailiwick.hibernate;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An entity whose rows belong to the tenant of the entity that they refer to. For tables that
 * cannot have a tenant column, which is hundreds of times faster. A row whose reference is null is
 * hidden.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Chained {

    /**
     * Names of the attributes that lead to a tenant; all must lead to the same one. May be left out
     * where there is only one that does.
     */
    String[] through() default {};

    /** What the app role may do with the rows of its tenant. */
    Access access() default Access.EVERYTHING;
}
