package dev.bailiwick.posture.account;

import java.util.Locale;

final class Emails {

    private Emails() {}

    /** The form in which an address is kept and found: no blanks around it, lower case. */
    static String normal(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }

    static String localPart(String email) {
        int at = email.lastIndexOf('@');
        return at < 0 ? email : email.substring(0, at);
    }
}
