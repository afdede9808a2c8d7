package dev.bailiwick.posture.jsonapi;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;
import java.util.Set;

/**
 * An {@link Operation} with its declarations found.
 *
 * @param extra names of further query parameters, which the method reads itself
 */
record OperationFacts(
        Operation operation,
        Method method,
        @Nullable ResourceType answers,
        @Nullable Listing listing,
        @Nullable RequestType takes,
        Set<String> extra) {

    /** Whether the answer is a list of objects. */
    boolean many() {
        return listing != null && listing.paging() != Listing.Paging.UNPAGED;
    }

    Listing requireListing() {
        return declared(listing, "listing");
    }

    ResourceType requireAnswers() {
        return declared(answers, "answers");
    }

    RequestType requireTakes() {
        return declared(takes, "takes");
    }

    private <T> T declared(@Nullable T declaration, String member) {
        if (declaration == null) {
            throw new IllegalStateException(
                    method + ": name the declaration in @Operation(" + member + " = …)");
        }
        return declaration;
    }
}
