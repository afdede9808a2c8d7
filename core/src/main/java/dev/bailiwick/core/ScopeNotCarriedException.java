package dev.bailiwick.core;

/** Carried work came to a thread that might run others' work in its scope. It was not run. */
public final class ScopeNotCarriedException extends BailiwickException {

    private static final long serialVersionUID = 1L;

    ScopeNotCarriedException(Scope scope) {
        super(
                "Work carried from the scope of %s was refused on thread '%s': while a worker of a fork-join pool waits it runs other tasks, which would find this scope. Give the work to an executor of threads: Scopes.carrying(executor), or the executor argument of CompletableFuture's async methods."
                        .formatted(scope.described(), Thread.currentThread().getName()));
    }
}
