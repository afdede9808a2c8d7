package dev.bailiwick.posture.jsonapi.request;

/** Which filters by an id tell their callers that it is no choice. */
@FunctionalInterface
public interface ChoiceRule {

    /**
     * Whether the caller is told of an id that they do not see. If not, the filter finds nothing,
     * for ids that are absent and those that are only out of sight alike.
     *
     * @param type whose ids they are
     */
    boolean tells(String type);
}
