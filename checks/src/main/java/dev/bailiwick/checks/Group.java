package dev.bailiwick.checks;

/** Kinds of resource that overviews put together, called as Prowler calls them. */
public enum Group {
    COMPUTE("compute"),
    CONTAINER("container"),
    SERVERLESS("serverless"),
    DATABASE("database"),
    STORAGE("storage"),
    NETWORK("network"),
    IAM("IAM"),
    MESSAGING("messaging"),
    SECURITY("security"),
    MONITORING("monitoring"),
    API_GATEWAY("api_gateway"),
    AI_ML("ai_ml"),
    GOVERNANCE("governance"),
    COLLABORATION("collaboration"),
    DEVOPS("devops"),
    ANALYTICS("analytics"),

    /** Of a check that names none: such an overview leaves it out. */
    NONE("");

    private final String word;

    Group(String word) {
        this.word = word;
    }

    /** As it stands in the file of a check: {@code container}. */
    public String word() {
        return word;
    }
}
