package dev.bailiwick.benchmarks;

import dev.bailiwick.core.TenantId;

import java.util.UUID;

/** The same work in each way of keeping tenants apart, or of not doing so. */
interface Shopping extends AutoCloseable {

    /** Reads one item, in autocommit. */
    void read(TenantId tenant, UUID item) throws Exception;

    /** Reads, changes, notes and reads again: five statements and a commit. */
    void fiveStatements(TenantId tenant, UUID item) throws Exception;

    /** Adds one row, in autocommit. */
    void insert(TenantId tenant, UUID item) throws Exception;

    /** Adds rows in batches of a thousand, and commits once. */
    void insertMany(TenantId tenant, UUID item, int rows) throws Exception;

    /** Adds rows by one statement, where there is one. */
    void insertSet(TenantId tenant, UUID item, int rows) throws Exception;

    @Override
    void close();
}
