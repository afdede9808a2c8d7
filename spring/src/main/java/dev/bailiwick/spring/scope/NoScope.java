package dev.bailiwick.spring.scope;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The scheduled method needs no scope: it does not use the database, or enters scopes itself. It
 * gets no right by saying so; a statement outside a scope is refused as everywhere.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface NoScope {}
