package dev.bailiwick.hibernate;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The entity whose rows are the tenants themselves, so that their identifier is the tenant.
 * References to it are how other entities name their tenant.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface TenantRoot {

    /** What the app role may do with the row of its tenant. */
    Access access() default Access.READ_ONLY;
}
