package dev.bailiwick.posture.jsonapi.request;

import dev.bailiwick.posture.jsonapi.Declared;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.RequestType;
import dev.bailiwick.posture.jsonapi.ResourceType;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.ResponseStatus;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An {@link Operation} with its declarations found.
 *
 * @param extra names of further query parameters, which the method reads itself
 */
public record OperationFacts(
        Operation operation,
        Method method,
        @Nullable ResourceType answers,
        @Nullable Listing listing,
        @Nullable RequestType takes,
        Set<String> extra) {

    /** Whether the answer is a list of objects. */
    public boolean many() {
        return listing != null && listing.paging() != Listing.Paging.UNPAGED;
    }

    /** The declarations that it names. */
    public Stream<Declared> declared() {
        return Stream.<@Nullable Declared>of(answers, listing, takes).filter(Objects::nonNull);
    }

    /** Whether the method takes a parameter of this type. */
    public boolean accepts(Class<?> type) {
        return Arrays.asList(method.getParameterTypes()).contains(type);
    }

    /**
     * @throws IllegalStateException if the method's parameters and its declarations do not agree
     */
    public void requireForm() {
        boolean reads = accepts(ListQuery.class) || accepts(ReadQuery.class);
        boolean writes = accepts(Body.class) || accepts(Identifiers.class);
        require(!reads || answers != null, "takes a query, but has no answers");
        require(writes == (takes != null), "takes a document, if and only if @Operation(takes)");
        require(
                takes == null
                        || (takes.shape() == RequestType.Shape.IDENTIFIERS)
                                == accepts(Identifiers.class),
                "takes Body where Identifiers are declared, or the reverse");
        require(agreesOnStatus(), "has a @ResponseStatus other than @Operation(status)");
        require(
                accepts(ListQuery.class) || operation.listing().isEmpty(),
                "has a listing, but takes no ListQuery");
    }

    private boolean agreesOnStatus() {
        ResponseStatus said =
                AnnotatedElementUtils.findMergedAnnotation(method, ResponseStatus.class);
        return said == null || said.code().value() == operation.status();
    }

    private void require(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalStateException(method + ": " + fault);
        }
    }

    public Listing requireListing() {
        return declared(listing, "listing");
    }

    public ResourceType requireAnswers() {
        return declared(answers, "answers");
    }

    public RequestType requireTakes() {
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
