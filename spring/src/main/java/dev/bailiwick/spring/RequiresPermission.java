package dev.bailiwick.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The endpoint is open to authenticated principals who hold <em>all</em> of these permissions.
 *
 * <p>On a class it speaks for all its endpoints; a declaration on the method replaces the class's.
 * Every name must be one that {@link KnownPermissions} knows, and at least one must be given:
 * either fault stops the start.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface RequiresPermission {

    String[] value();
}
