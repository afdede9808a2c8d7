package dev.bailiwick.posture.provider.credential;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How one signs in: with what is one's own, or by a role that is taken on. */
public enum SecretType {
    STATIC,
    ROLE,
    SERVICE_ACCOUNT;

    /** As the API and the database call it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<SecretType> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }

    /** All words, in the order of the API. */
    public static List<String> words() {
        return Arrays.stream(values()).map(SecretType::word).toList();
    }
}
