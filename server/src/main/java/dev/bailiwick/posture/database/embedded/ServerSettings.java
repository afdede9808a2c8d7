package dev.bailiwick.posture.database.embedded;

import java.lang.management.ManagementFactory;
import java.util.List;

/** The configuration of a cluster of ours; written whole at every start, so it is never edited. */
final class ServerSettings {

    private static final long MIB = 1 << 20;

    /**
     * One way in: over loopback, with a password. There is no line for sockets, for other addresses
     * or for replication, and none that trusts.
     */
    static final String HBA =
            """
            # written at every start
            host all all 127.0.0.1/32 scram-sha-256
            """;

    private static final String FIXED =
            """
            # written at every start; changes are lost
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            max_connections = 100
            password_encryption = 'scram-sha-256'

            fsync = on
            full_page_writes = on
            synchronous_commit = on
            wal_level = replica
            wal_compression = pglz
            min_wal_size = 256MB
            max_wal_size = 2GB
            checkpoint_timeout = 15min

            work_mem = 16MB
            maintenance_work_mem = 128MB
            random_page_cost = 1.1
            effective_io_concurrency = 32
            jit = off

            timezone = 'UTC'
            log_timezone = 'UTC'
            datestyle = 'iso, ymd'
            lc_messages = 'C'

            logging_collector = on
            log_directory = 'log'
            log_filename = 'postgresql-%a.log'
            log_rotation_age = 1d
            log_rotation_size = 0
            log_truncate_on_rotation = on
            log_checkpoints = off
            # rows and passwords stay out of the log
            log_error_verbosity = terse
            log_parameter_max_length = 0
            log_parameter_max_length_on_error = 0
            """;

    private ServerSettings() {}

    static String configuration(int port) {
        long memory = memory();
        return FIXED
                + """

                port = %d
                shared_buffers = %dMB
                effective_cache_size = %dMB
                """
                        .formatted(port, sharedBuffers(memory) / MIB, memory / 2 / MIB);
    }

    /** An eighth of the machine, between 128 MiB and 2 GiB: the rest is the file cache's. */
    static long sharedBuffers(long memory) {
        return Math.clamp(memory / 8, 128 * MIB, 2048 * MIB);
    }

    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getTotalMemorySize()
                : 2048 * MIB;
    }

    /** Arguments of {@code initdb} beside the paths. */
    static List<String> initialisation() {
        return List.of(
                "--auth=scram-sha-256",
                "--data-checksums",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions");
    }
}
