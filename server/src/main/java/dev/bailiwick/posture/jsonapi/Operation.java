package dev.bailiwick.posture.jsonapi;

import dev.bailiwick.posture.jsonapi.request.Body;
import dev.bailiwick.posture.jsonapi.request.Identifiers;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a controller method an operation of the API. Route and permission are the method's own
 * annotations; with the declarations named here they are all that the OpenAPI document is made
 * from. A mapped method below {@link Api#V1} without it stops the start.
 *
 * <p>What the method takes says what the request may have: a {@link ListQuery} the parameters of a
 * list, a {@link ReadQuery} those of one object, a {@link Body} or {@link Identifiers} a document
 * of the request type. They arrive read and checked; a faulty request never reaches the method.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Operation {

    /** What it does, in a few words. */
    String value();

    /** Key of the {@link ResourceType} of the answer; none: the answer has no document. */
    String answers() default "";

    /** Key of the {@link Listing}; by default that of {@link #answers}. */
    String listing() default "";

    /** Key of the {@link RequestType}. */
    String takes() default "";

    /** Status of success; the answer has it without further ado. */
    int status() default 200;

    /** Statuses of refusal beyond those that follow from the method's form, such as 409. */
    int[] refuses() default {};
}
