package dev.bailiwick.checks.git;

import dev.bailiwick.checks.outward.ExceededException;
import dev.bailiwick.checks.outward.RefusedException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Looks through a pack that a stranger sent before anything is made of it. Whoever unpacks it makes
 * room for as many objects, and as large ones, as it promises, and holds all that an object is told
 * as a difference of; here it is only counted.
 *
 * @see <a href="https://git-scm.com/docs/pack-format">Git's pack format</a>
 */
final class PackScan {

    private static final int SIGNATURE = 0x5041434b;
    private static final int BLOB = 3;
    private static final int TAG = 4;
    private static final int DIFFERENCE = 6;
    private static final int DIFFERENCE_BY_NAME = 7;

    /** Of what is told as differences of each other, as a multiple of the largest object. */
    private static final int HELD = 4;

    /**
     * Of all objects together, as a multiple of what may be sent: it is their number and their size
     * that unpacking takes its time for, and a difference of a few bytes can make one of megabytes.
     * Sources are some six times as large as their pack, and a pack is rarely as large as it may
     * be.
     */
    private static final int MADE = 20;

    /** Asked again and again. */
    interface Watch {
        void check() throws IOException;
    }

    private final ByteBuffer pack;
    private final GitLimits limits;
    private final Watch watch;
    private final Inflater inflater = new Inflater();
    private final byte[] chunk = new byte[64 * 1024];
    private final byte[] first = new byte[20];
    private long most;
    private long made;

    private PackScan(ByteBuffer pack, GitLimits limits, Watch watch) {
        this.pack = pack;
        this.limits = limits;
        this.watch = watch;
    }

    /**
     * @return bytes that are held at once, at most, by whoever unpacks it
     * @throws ExceededException if a limit is passed
     * @throws IOException if it is no pack
     */
    static long check(Path file, GitLimits limits, Watch watch) throws IOException {
        // what stays mapped keeps its room on the disk, also after it was deleted
        try (FileChannel channel = FileChannel.open(file);
                Arena mapped = Arena.ofConfined()) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new ExceededException("more than " + Integer.MAX_VALUE + " bytes at once");
            }
            MemorySegment pack =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), mapped);
            return check(pack.asByteBuffer(), limits, watch);
        }
    }

    static long check(ByteBuffer pack, GitLimits limits, Watch watch) throws IOException {
        var scan = new PackScan(pack, limits, watch);
        try {
            scan.objects();
            return scan.most;
        } catch (BufferUnderflowException | DataFormatException e) {
            throw new IOException("no pack of Git", e);
        } finally {
            scan.inflater.end();
        }
    }

    private void objects() throws IOException, DataFormatException {
        if (pack.getInt() != SIGNATURE || pack.getInt() != 2) {
            throw new IOException("no pack of Git");
        }
        long count = Integer.toUnsignedLong(pack.getInt());
        if (count > limits.objects()) {
            throw new ExceededException("more than " + limits.objects() + " objects");
        }
        long[] places = new long[(int) count];
        long[] held = new long[(int) count];
        for (int i = 0; i < count; i++) {
            watch.check();
            places[i] = pack.position();
            held[i] = object(places, held, i);
        }
    }

    /** How much is held in memory while the object, and what is told by it, is put together. */
    private long object(long[] places, long[] held, int index)
            throws IOException, DataFormatException {
        int place = pack.position();
        int next = pack.get() & 0xff;
        int type = (next >> 4) & 7;
        long size = next & 15;
        for (int shift = 4; (next & 0x80) != 0; shift += 7) {
            next = pack.get() & 0xff;
            size |= (long) (next & 0x7f) << Math.min(shift, 57);
        }
        boolean isBlob = type == BLOB;
        if (size < 0 || (!isBlob && size > limits.objectBytes())) {
            throw tooLarge();
        }
        if (type == DIFFERENCE_BY_NAME) {
            throw new RefusedException("a difference of an object that was not sent");
        }
        made(size);
        if (type == DIFFERENCE) {
            int base = Arrays.binarySearch(places, 0, index, place - distance());
            if (base < 0) {
                throw new IOException("no pack of Git");
            }
            inflate(size);
            long result = result();
            made(result);
            return within(held[base] + result);
        }
        if (type < 1 || type > TAG) {
            throw new IOException("no pack of Git");
        }
        inflate(size);
        if (!isBlob) {
            most = Math.max(most, size);
        }
        return size;
    }

    private long distance() {
        int next = pack.get() & 0xff;
        long distance = next & 0x7f;
        while ((next & 0x80) != 0) {
            next = pack.get() & 0xff;
            distance = ((distance + 1) << 7) | (next & 0x7f);
        }
        return distance;
    }

    private void made(long bytes) throws ExceededException {
        if (bytes > MADE * limits.packBytes() - made) {
            throw new ExceededException(
                    "objects of more than " + MADE * limits.packBytes() + " bytes in all");
        }
        made += bytes;
    }

    private long within(long together) throws ExceededException {
        if (together > (long) HELD * limits.objectBytes()) {
            throw new ExceededException("objects that are told by too many others");
        }
        most = Math.max(most, together);
        return together;
    }

    private void inflate(long size) throws IOException, DataFormatException {
        inflater.reset();
        inflater.setInput(pack);
        Arrays.fill(first, (byte) 0);
        long all = 0;
        while (!inflater.finished()) {
            int read = inflater.inflate(chunk);
            if (read == 0 && !inflater.finished()) {
                throw new IOException("no pack of Git");
            }
            if (all < first.length) {
                int kept = (int) Math.min(first.length - all, read);
                System.arraycopy(chunk, 0, first, (int) all, kept);
            }
            all += read;
            if (all > size) {
                throw new IOException("no pack of Git");
            }
            watch.check();
        }
        if (all != size) {
            throw new IOException("no pack of Git");
        }
    }

    /** How large the object is that the difference makes: the second number at its beginning. */
    private long result() throws ExceededException {
        int at = 0;
        while (at < first.length && (first[at] & 0x80) != 0) {
            at++;
        }
        at++;
        long result = 0;
        for (int shift = 0; at < first.length; shift += 7, at++) {
            result |= (long) (first[at] & 0x7f) << Math.min(shift, 56);
            if ((first[at] & 0x80) == 0) {
                break;
            }
        }
        if (result < 0 || result > limits.objectBytes()) {
            throw tooLarge();
        }
        return result;
    }

    private ExceededException tooLarge() {
        return new ExceededException("an object of more than " + limits.objectBytes() + " bytes");
    }
}
