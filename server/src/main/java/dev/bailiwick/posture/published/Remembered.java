package dev.bailiwick.posture.published;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.digest.Sha256;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Answers of the database that hold until something of the tenant is published, muted or taken from
 * view, within bounds of memory. An entry belongs to a tenant and one of its epochs; what else an
 * answer depends on, such as the scans that were seen, stands in the question.
 */
public final class Remembered<T> {

    private static final int MOST_BYTES = 32 << 20;

    private final Cache<ByteBuffer, T> entries;

    /**
     * @param size of a value, in bytes
     */
    public Remembered(ToIntFunction<T> size) {
        this.entries =
                Caffeine.newBuilder()
                        .maximumWeight(MOST_BYTES)
                        .<ByteBuffer, T>weigher((key, value) -> 128 + size.applyAsInt(value))
                        .build();
    }

    /**
     * What {@code find} found for the same question in this epoch of the tenant in scope.
     *
     * @param question in full: two that read the same have the same answer
     */
    public T get(long epoch, String question, Supplier<T> find) {
        ByteBuffer key =
                ByteBuffer.wrap(
                        Sha256.of(
                                Scopes.requireTenant().tenant().value()
                                        + " "
                                        + epoch
                                        + " "
                                        + question));
        T known = entries.getIfPresent(key);
        if (known == null) {
            // not within the cache: it would hold a lock while the database works
            known = Objects.requireNonNull(find.get());
            entries.put(key, known);
        }
        return known;
    }
}
