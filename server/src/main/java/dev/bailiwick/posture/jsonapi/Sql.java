package dev.bailiwick.posture.jsonapi;

import dev.bailiwick.posture.jsonapi.value.Moments;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

import java.lang.reflect.Array;
import java.util.Collection;

/** Conditions that features and filters share; none of them depends on the number of its values. */
public final class Sql {

    private Sql() {}

    /** {@code field = any(?)}: one bind for any number of values, so one statement in the cache. */
    public static <T> Condition in(Field<T> field, Collection<? extends T> values) {
        if (values.isEmpty()) {
            return DSL.falseCondition();
        }
        return field.eq(DSL.any(DSL.val(array(field, values), field.getDataType().array())));
    }

    /** More are looked up in a hash table. */
    private static final int MOST_COMPARED = 32;

    /**
     * The same where an index is of use for a few values alone, and many are a filter. PostgreSQL
     * makes a hash table of an array only if it knows the values when it plans; where they are
     * parameters of a plan that it keeps, it would compare each row with all of them.
     */
    public static <T> Condition among(Field<T> field, Collection<? extends T> values) {
        if (values.size() <= MOST_COMPARED) {
            return in(field, values);
        }
        return filter(
                DSL.condition(
                        "{0} in (select unnest({1}))",
                        field, DSL.val(array(field, values), field.getDataType().array())));
    }

    /** The same condition for the rows that another leads to: no index serves it. */
    public static Condition filter(Condition condition) {
        return DSL.condition("({0}) is true", condition);
    }

    @SuppressWarnings("unchecked") // the array is made from the field's own class
    private static <T> T[] array(Field<T> field, Collection<? extends T> values) {
        return values.toArray((T[]) Array.newInstance(field.getType(), values.size()));
    }

    /** Whether the text occurs anywhere in {@code field}, in any case; no character is special. */
    public static Condition icontains(Field<String> field, String text) {
        String literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
        return field.likeIgnoreCase('%' + literal + '%', '\\');
    }

    /** Whether the time lies in the stretch. */
    public static Condition within(Field<java.time.OffsetDateTime> field, Moments stretch) {
        return field.ge(stretch.start()).and(field.lt(stretch.end()));
    }
}
