package dev.bailiwick.posture.resource;

import static dev.bailiwick.posture.resource.ResourceTable.ID;
import static dev.bailiwick.posture.resource.ResourceTable.TAG;
import static dev.bailiwick.posture.resource.ResourceTable.TAG_KEY;
import static dev.bailiwick.posture.resource.ResourceTable.TAG_RESOURCE;
import static dev.bailiwick.posture.resource.ResourceTable.TAG_VALUE;

import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Conditions on the tags of resources. */
final class Tags {

    /** Characters; no key is stored that is longer. */
    private static final int LONGEST_KEY = 500;

    private Tags() {}

    static Condition key(String key) {
        return any(TAG_KEY.eq(key));
    }

    static Condition value(String value) {
        return any(TAG_VALUE.eq(value));
    }

    /**
     * A tag given as {@code key:value}, where either part may itself have colons; without a colon,
     * a tag with that key or that value.
     */
    static Condition tag(String text) {
        Condition result = DSL.falseCondition();
        for (int colon = text.indexOf(':');
                colon >= 0 && colon <= LONGEST_KEY;
                colon = text.indexOf(':', colon + 1)) {
            result =
                    result.or(
                            TAG_KEY.eq(text.substring(0, colon))
                                    .and(TAG_VALUE.eq(text.substring(colon + 1))));
        }
        return any(text.contains(":") ? result : TAG_KEY.eq(text).or(TAG_VALUE.eq(text)));
    }

    private static Condition any(Condition condition) {
        return ID.in(DSL.select(TAG_RESOURCE).from(TAG).where(condition));
    }
}
