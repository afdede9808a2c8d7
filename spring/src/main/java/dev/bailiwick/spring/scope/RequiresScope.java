package dev.bailiwick.spring.scope;

import dev.bailiwick.core.Scope;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method is refused unless its caller is in a scope of one of these kinds. It opens none: for
 * code that should say early, and by its own name, what the wall would say at its first statement.
 *
 * <p>On a class it speaks for all its methods that are not private; a declaration on a method
 * replaces the class's.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface RequiresScope {

    Class<? extends Scope>[] value() default Scope.Tenant.class;
}
