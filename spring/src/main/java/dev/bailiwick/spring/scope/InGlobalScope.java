package dev.bailiwick.spring.scope;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method works on global tables alone: tables of tenants show no row to it and take none.
 *
 * <p>On a class it speaks for all its methods that are not private; a declaration on a method
 * replaces the class's.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface InGlobalScope {}
