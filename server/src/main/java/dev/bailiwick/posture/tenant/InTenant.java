package dev.bailiwick.posture.tenant;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives an endpoint the caller's {@link Place} in the tenant of a path variable, which may be
 * another of their tenants than the one their token is for. Who is not in that tenant gets 404, who
 * lacks a permission <em>there</em> 403, before the request's document is read.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@interface InTenant {

    /** The path variable. */
    String value();

    /** Names of permissions needed in that tenant. */
    String[] needs() default {};
}
