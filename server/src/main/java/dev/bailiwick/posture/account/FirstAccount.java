package dev.bailiwick.posture.account;

/** How the first account of an installation is made. */
public enum FirstAccount {
    /** It has been made. */
    EXISTS,
    /** By whoever asks. */
    FREE,
    /** With the token that lies in the data directory. */
    NEEDS_TOKEN
}
