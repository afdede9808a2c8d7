package dev.bailiwick.checks.resource;

import java.util.Locale;

/** What kind of file a resource is written in; a check is about one of them. */
public enum Format {
    KUBERNETES,
    TERRAFORM,
    DOCKERFILE;

    /** As it stands in the file of a check: {@code kubernetes}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
