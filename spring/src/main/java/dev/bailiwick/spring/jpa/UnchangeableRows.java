package dev.bailiwick.spring.jpa;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.metamodel.EntityType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.orm.ObjectOptimisticLockingFailureException;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Answers a change of a row that has come to nothing, where the application does not do so by
 * itself. A row that may be read and not changed is not there for the statement that would change
 * it; Hibernate finds that no row was changed, and takes it for gone.
 */
final class UnchangeableRows implements HandlerExceptionResolver {

    private final Supplier<Stream<EntityManagerFactory>> units;
    private final List<HandlerExceptionResolver> others;

    /**
     * @param units asked when there is something to answer
     * @param others answer errors in the form that the application answers them in
     */
    UnchangeableRows(
            Supplier<Stream<EntityManagerFactory>> units, List<HandlerExceptionResolver> others) {
        this.units = units;
        this.others = List.copyOf(others);
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable Object handler,
            Exception thrown) {
        if (!(thrown instanceof ObjectOptimisticLockingFailureException stale)) {
            return null;
        }
        ErrorResponseException error = answer(stale);
        for (HandlerExceptionResolver other : others) {
            ModelAndView answer = other.resolveException(request, response, handler, error);
            if (answer != null) {
                return answer;
            }
        }
        return null;
    }

    private ErrorResponseException answer(ObjectOptimisticLockingFailureException stale) {
        boolean versioned = isVersioned(stale.getPersistentClassName());
        ErrorResponseException error =
                new ErrorResponseException(
                        versioned ? HttpStatus.CONFLICT : HttpStatus.FORBIDDEN, stale);
        error.setDetail(
                versioned
                        ? "The row has changed since you read it, or you may not change it."
                        : "There is no such row that you may change.");
        return error;
    }

    /**
     * Whether somebody else may have changed it meanwhile.
     *
     * @param entity null where a batch does not tell which it was
     */
    private boolean isVersioned(@Nullable String entity) {
        return units.get()
                .flatMap(unit -> unit.getMetamodel().getEntities().stream())
                .filter(type -> entity == null || type.getJavaType().getName().equals(entity))
                .anyMatch(EntityType::hasVersionAttribute);
    }
}
