package dev.bailiwick.core;

/** Root of everything the toolkit itself refuses. */
public abstract sealed class BailiwickException extends RuntimeException
        permits ScopeRequiredException,
                DimensionRequiredException,
                EpochRequiredException,
                ScopeMismatchException,
                ScopeTooWideException,
                ScopeLeftOpenException,
                ScopeNotCarriedException,
                AuthorityMovedException,
                MaintenanceExpiredException,
                AuditFailedException,
                WallException {

    private static final long serialVersionUID = 1L;

    BailiwickException(String message) {
        super(message);
    }
}
