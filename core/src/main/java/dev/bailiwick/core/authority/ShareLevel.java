package dev.bailiwick.core.authority;

/** What a share lets its holder do with a resource; each level includes those before it. */
public enum ShareLevel {
    VIEW(1),
    COMMENT(2),
    EDIT(3),
    /** Also to share it with others. */
    FULL(4);

    private final int number;

    ShareLevel(int number) {
        this.number = number;
    }

    /** From 1, as the database compares them. */
    public int number() {
        return number;
    }

    /**
     * @throws IllegalArgumentException if no level has it
     */
    public static ShareLevel of(int number) {
        for (ShareLevel level : values()) {
            if (level.number == number) {
                return level;
            }
        }
        throw new IllegalArgumentException("There is no level " + number);
    }

    public boolean includes(ShareLevel other) {
        return number >= other.number;
    }
}
