package dev.bailiwick.posture.ingestion;

import com.github.luben.zstd.Zstd;

import dev.bailiwick.posture.ingestion.bytes.BlockInputStream;
import dev.bailiwick.posture.ingestion.ocsf.OcsfReader;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** The bytes of uploads, in compressed pieces. */
@Component
final class Chunks {

    /** Bytes of a piece, before it is compressed. */
    static final int SIZE = 1 << 20;

    private static final int LEVEL = 1;

    private final JdbcClient jdbc;
    private final Clock clock;

    Chunks(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    private static final String INSERT =
            """
            insert into ingestion_chunk (ingestion_id, seq, data) values (:ingestion, :seq, :data)
            """;

    /**
     * Keeps the first {@code length} bytes of {@code plain}.
     *
     * @param seq from zero
     * @return how many bytes it takes
     */
    int add(UUID ingestion, int seq, byte[] plain, int length) {
        byte[] packed = new byte[(int) Zstd.compressBound(length)];
        long size = Zstd.compressByteArray(packed, 0, packed.length, plain, 0, length, LEVEL);
        if (Zstd.isError(size)) {
            throw new IllegalStateException("zstd: " + Zstd.getErrorName(size));
        }
        byte[] data = Arrays.copyOf(packed, (int) size);
        jdbc.sql(INSERT)
                .param("ingestion", ingestion)
                .param("seq", seq)
                .param("data", data)
                .update();
        return data.length;
    }

    private static final String READ =
            """
            select data from ingestion_chunk where ingestion_id = :ingestion and seq = :seq
            """;

    /** The records in what was kept, from the first; one piece is in memory at a time. */
    OcsfReader records(UUID ingestion) {
        return new OcsfReader(new Pieces(ingestion), clock.instant());
    }

    private static final String REMOVE =
            """
            delete from ingestion_chunk where ingestion_id = :ingestion
            """;

    void remove(UUID ingestion) {
        jdbc.sql(REMOVE).param("ingestion", ingestion).update();
    }

    private Optional<byte[]> read(UUID ingestion, int seq) {
        return jdbc.sql(READ)
                .param("ingestion", ingestion)
                .param("seq", seq)
                .query((row, n) -> unpacked(row.getBytes(1)))
                .optional();
    }

    private static byte[] unpacked(byte[] data) {
        byte[] plain = new byte[SIZE];
        long size = Zstd.decompressByteArray(plain, 0, SIZE, data, 0, data.length);
        if (Zstd.isError(size)) {
            throw new IllegalStateException("zstd: " + Zstd.getErrorName(size));
        }
        return size == SIZE ? plain : Arrays.copyOf(plain, (int) size);
    }

    private final class Pieces extends BlockInputStream {

        private final UUID ingestion;
        private byte[] piece = new byte[0];
        private int position;
        private int seq;

        Pieces(UUID ingestion) {
            this.ingestion = ingestion;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (position == piece.length) {
                Optional<byte[]> next = Chunks.this.read(ingestion, seq);
                if (next.isEmpty()) {
                    return -1;
                }
                piece = next.get();
                position = 0;
                seq++;
            }
            int count = Math.min(length, piece.length - position);
            System.arraycopy(piece, position, target, offset, count);
            position += count;
            return count;
        }
    }
}
