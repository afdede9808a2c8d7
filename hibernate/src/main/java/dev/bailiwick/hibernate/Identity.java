package dev.bailiwick.hibernate;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An entity whose rows belong to principals. Which rows a principal reaches cannot be read from a
 * mapping: give {@link EntityWall} a {@code Table.identity} of the same name. It may not be cached,
 * because what is visible depends on who asks.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Identity {}
