package dev.bailiwick.spring.scope;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method runs once for each tenant that {@link ActiveTenants} names, in that tenant's scope,
 * one after the other. A failure in one does not keep the next from its turn; all failures together
 * are an {@link EachTenantException} at the end.
 *
 * <p>The method returns nothing.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface InEachTenant {}
