package dev.bailiwick.posture.provider.connection;

import dev.bailiwick.posture.text.PlainText;

import org.jspecify.annotations.Nullable;

/**
 * What came of asking a provider.
 *
 * @param error a sentence for clients, {@linkplain PlainText made plain}, in which nothing of the
 *     credentials stands; null if the provider answered
 */
public record ConnectionResult(@Nullable String error) {

    public ConnectionResult {
        error = error == null ? null : PlainText.of(error);
    }

    public static ConnectionResult connected() {
        return new ConnectionResult(null);
    }

    public static ConnectionResult refused(String error) {
        return new ConnectionResult(error);
    }

    public boolean isConnected() {
        return error == null;
    }
}
