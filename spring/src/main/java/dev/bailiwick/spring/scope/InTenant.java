package dev.bailiwick.spring.scope;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method runs in the tenant that this parameter names. The parameter is a {@code TenantId}, a
 * {@code Scope.Tenant} or something that {@link CarriesScope}, such as an event; anything else
 * stops the start.
 *
 * <p>A {@code TenantId} names the tenant alone: where the caller already is in a scope of that
 * tenant, the method stays in it, principal and narrowing included.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface InTenant {}
