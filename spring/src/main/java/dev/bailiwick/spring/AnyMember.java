package dev.bailiwick.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The endpoint is open to every authenticated principal, whatever their permissions, in a tenant
 * that is {@linkplain Authority#open open}.
 *
 * <p>On a class it speaks for all its endpoints; a declaration on the method replaces the class's.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface AnyMember {}
