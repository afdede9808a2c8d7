package dev.bailiwick.posture.account.token;

/** The signed tokens of one sign-in or refresh. */
public record TokenPair(String access, String refresh) {

    /** Without the tokens. */
    @Override
    public String toString() {
        return "TokenPair";
    }
}
