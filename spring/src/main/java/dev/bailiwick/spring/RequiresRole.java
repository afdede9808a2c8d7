package dev.bailiwick.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The endpoint is open to authenticated principals who hold this role or one above it.
 *
 * <p>On a class it speaks for all its endpoints; a declaration on the method replaces the class's.
 * The role must be one of the bean {@link dev.bailiwick.core.authority.RoleModel}: another one
 * stops the start. What a principal may <em>do</em> is better said by {@link RequiresPermission},
 * which holds when roles are divided otherwise.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface RequiresRole {

    String value();
}
