package dev.bailiwick.posture.jsonapi.request;

import dev.bailiwick.posture.jsonapi.ResourceType;

/** What is wanted of one object: sparse fields and includes, read and found right. Immutable. */
public final class ReadQuery {

    private final ResourceType answers;
    private final Projection projection;

    ReadQuery(ResourceType answers, Projection projection) {
        this.answers = answers;
        this.projection = projection;
    }

    /** The type of the object in the answer. */
    public ResourceType answers() {
        return answers;
    }

    /** Whether the attribute or relationship is to be shown. */
    public boolean shows(String name) {
        return projection.shows(answers.name(), name);
    }

    public Projection projection() {
        return projection;
    }
}
