package dev.bailiwick.posture.ingestion.writing;

import dev.bailiwick.posture.ingestion.packed.Unpacker;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** The findings of accepted and arriving files, in packed pieces. */
@Component
public final class Chunks {

    private final JdbcClient jdbc;

    Chunks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT =
            """
            insert into ingestion_chunk (ingestion_id, seq, data) values (:ingestion, :seq, :data)
            """;

    /**
     * Keeps a piece.
     *
     * @param seq from zero
     */
    public void add(UUID ingestion, int seq, byte[] piece) {
        jdbc.sql(INSERT)
                .param("ingestion", ingestion)
                .param("seq", seq)
                .param("data", piece)
                .update();
    }

    private static final String READ =
            """
            select data from ingestion_chunk where ingestion_id = :ingestion and seq = :seq
            """;

    /** The findings in what was kept, from the first; one piece is in memory at a time. */
    Unpacker findings(UUID ingestion) {
        AtomicInteger seq = new AtomicInteger();
        return new Unpacker(() -> read(ingestion, seq.getAndIncrement()));
    }

    private Optional<byte[]> read(UUID ingestion, int seq) {
        return jdbc.sql(READ)
                .param("ingestion", ingestion)
                .param("seq", seq)
                .query(byte[].class)
                .optional();
    }

    private static final String REMOVE =
            """
            delete from ingestion_chunk where ingestion_id = :ingestion
            """;

    public void remove(UUID ingestion) {
        jdbc.sql(REMOVE).param("ingestion", ingestion).update();
    }
}
