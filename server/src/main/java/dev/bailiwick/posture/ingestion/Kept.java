package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.ingestion.writing.Chunks;

import org.springframework.stereotype.Component;

import java.util.UUID;

/** Keeps pieces of files that come in, where there is room for them. */
@Component
final class Kept {

    private final Chunks chunks;
    private final Room room;

    Kept(Chunks chunks, Room room) {
        this.chunks = chunks;
        this.room = room;
    }

    void keep(UUID ingestion, ScanIntakes.Piece piece) {
        if (piece.bytes().length > 0) {
            chunks.add(ingestion, piece.seq(), piece.bytes());
        }
        room.take(piece.bytes().length);
    }

    void remove(UUID ingestion) {
        chunks.remove(ingestion);
    }
}
