package dev.bailiwick.posture.disk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

final class DiskTest {

    @TempDir private Path room;

    @Test
    void removesAFolderAndNothingThatLinksLeadTo() throws IOException {
        Path kept = Files.createFile(Files.createDirectory(room.resolve("kept")).resolve("file"));
        Path folder = Files.createDirectories(room.resolve("folder/inner"));
        Files.createFile(folder.resolve("file"));
        Files.createSymbolicLink(folder.resolve("link"), room.resolve("kept"));

        Disk.deleteAll(room.resolve("folder"));
        Disk.deleteAll(room.resolve("folder"));

        assertThat(room.resolve("folder")).doesNotExist();
        assertThat(kept).exists();
    }

    @RepeatedTest(20)
    void removesWhatOthersRemoveAtTheSameTime() throws Exception {
        Path folder = room.resolve("folder");
        for (int n = 0; n < 100; n++) {
            Files.createFile(
                    Files.createDirectories(folder.resolve("f" + n % 10)).resolve("file" + n));
        }
        CyclicBarrier start = new CyclicBarrier(4);

        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Callable<Void> removal =
                    () -> {
                        start.await();
                        Disk.deleteAll(folder);
                        return null;
                    };
            List<Future<Void>> removals =
                    Stream.generate(() -> threads.submit(removal)).limit(4).toList();
            for (Future<Void> each : removals) {
                var _ = each.get();
            }
        }

        assertThat(folder).doesNotExist();
    }
}
