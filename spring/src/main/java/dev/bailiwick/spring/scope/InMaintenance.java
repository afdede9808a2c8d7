package dev.bailiwick.spring.scope;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method works across tenants, by name. It must use the maintenance data source: every other
 * refuses this scope.
 *
 * <p>On a class it speaks for all its methods that are not private; a declaration on a method
 * replaces the class's.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface InMaintenance {

    /** Why, in words that an auditor understands; not blank. */
    String reason();

    /**
     * How long all of it may take, from entering on, such as {@code 30s} or {@code PT5M}; above
     * zero.
     */
    String limit();
}
