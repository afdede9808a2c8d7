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
    @SuppressWarnings("unchecked") // the array is made from the field's own class
    public static <T> Condition in(Field<T> field, Collection<? extends T> values) {
        if (values.isEmpty()) {
            return DSL.falseCondition();
        }
        T[] array = values.toArray((T[]) Array.newInstance(field.getType(), values.size()));
        return field.eq(DSL.any(DSL.val(array, field.getDataType().array())));
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
