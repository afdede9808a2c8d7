package dev.bailiwick.spring.wall;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The data source of this {@code @Bean} method is not put behind the wall: that of a migration
 * tool, of a database without tenants, or the pool under a {@code ScopedDataSource} that the
 * application makes itself.
 *
 * <p>Such a bean must not be what is injected where a {@code DataSource} is asked for: say
 * {@code @Bean(defaultCandidate = false)}. For beans of others there is {@code
 * bailiwick.unscoped.<bean name>=<reason>}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Unscoped {

    /** Why, in words that a reviewer understands; not blank. */
    String value();
}
