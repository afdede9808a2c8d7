package dev.bailiwick.checks.files;

import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Source;
import dev.bailiwick.checks.resource.Unread;
import dev.bailiwick.checks.resource.UnreadableException;
import dev.bailiwick.checks.terraform.ModuleCalls;
import dev.bailiwick.checks.terraform.TerraformModule;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A directory of files that strangers wrote. Links are not followed, what is no plain file is not
 * opened, and what belongs to tools rather than to people is passed over.
 */
public final class Folder {

    /** Begins what stands in a repository for a file that is kept elsewhere. */
    private static final String LFS = "version https://git-lfs.github.com/spec/";

    /** What is read as one is held in memory as one. */
    private static final int TERRAFORM_CHARACTERS = 4 * 1024 * 1024;

    /** Of names in one directory, which are held and put in order. */
    private static final int NAME_CHARACTERS = 4 * 1024 * 1024;

    /** JSON that is looked through, though it is too large to be read. */
    private static final long LOOKED_THROUGH = 64L * 1024 * 1024;

    private final Path root;
    private final Limits limits;
    private final long deadline;
    private final Reading reading;

    private int files;
    private int entries;
    private long bytes;

    private Folder(Path root, Limits limits, long deadline, Reading reading) {
        this.root = root;
        this.limits = limits;
        this.deadline = deadline;
        this.reading = reading;
    }

    /**
     * What becomes of what is there.
     *
     * @param names of files that are opened
     * @param terraform what the Terraform of one directory gives
     */
    private record Reading(
            Predicate<String> names,
            Function<List<Source>, List<Resource>> terraform,
            Consumer<Resource> resources,
            Consumer<Unread> unread) {}

    /**
     * Reads all below {@code root}, directory by directory in the order of names, and holds no more
     * than one directory's Terraform in memory. A file that cannot be read stops nothing.
     *
     * @throws IOException if {@code root} is no directory or cannot be read
     */
    public static void read(
            Path root, Limits limits, Consumer<Resource> resources, Consumer<Unread> unread)
            throws IOException {
        if (!Files.isDirectory(root) || !Files.isReadable(root)) {
            throw new IOException("no directory that can be read: " + root);
        }
        long deadline = System.nanoTime() + limits.time().toNanos();
        ModuleCalls calls = calls(root, limits, deadline);
        var all =
                new Reading(
                        Folder::isOfInterest,
                        sources ->
                                TerraformModule.read(
                                        sources, calls.to(sources.getFirst().file()), unread),
                        resources,
                        unread);
        try {
            new Folder(root, limits, deadline, all).directory(root, 0);
        } catch (BeyondException e) {
            unread.accept(Unread.rest(String.valueOf(e.getMessage())));
        }
    }

    /** A directory may be called by one that comes after it. */
    private static ModuleCalls calls(Path root, Limits limits, long deadline) {
        var calls = new ModuleCalls();
        var ahead =
                new Reading(
                        name -> isTerraform(name.toLowerCase(Locale.ROOT)),
                        sources -> {
                            calls.add(sources);
                            return List.of();
                        },
                        _ -> {},
                        _ -> {});
        try {
            new Folder(root, limits, deadline, ahead).directory(root, 0);
        } catch (BeyondException e) {
            // whoever reads all of it gets no further, and tells so
            return calls;
        }
        return calls;
    }

    private void directory(Path directory, int depth) throws BeyondException {
        for (Path each : read(directory)) {
            Path path = directory.resolve(each);
            if (depth >= limits.depth()) {
                tell(path, "directories deeper than " + limits.depth());
            } else {
                directory(path, depth + 1);
            }
        }
    }

    /**
     * Reads the files and gives the directories, which are looked into once nobody holds what was
     * read any more: there may be as much in each.
     */
    private List<Path> read(Path directory) throws BeyondException {
        var terraform = new Together();
        var below = new ArrayList<Path>();
        for (Path each : listed(directory)) {
            Path path = directory.resolve(each);
            String name = path.getFileName().toString();
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                if (!PassedOver.is(name)) {
                    below.add(each);
                }
            } else if (reading.names().test(name)) {
                file(path, name, terraform);
            }
        }
        if (terraform.characters > TERRAFORM_CHARACTERS) {
            tell(directory, "more than " + TERRAFORM_CHARACTERS + " characters of Terraform");
        } else if (!terraform.sources.isEmpty()) {
            List<Resource> module = reading.terraform().apply(terraform.sources);
            // what took too long was told already, and what was stopped has nothing to give
            checkTime();
            give(module);
        }
        return below;
    }

    private List<Path> listed(Path directory) throws BeyondException {
        try {
            return list(directory);
        } catch (IOException e) {
            tell(directory, "cannot be listed");
            return List.of();
        } catch (UnreadableException e) {
            tell(directory, String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private void tell(Path directory, String reason) {
        reading.unread().accept(Unread.directory(name(directory), reason));
    }

    /**
     * Names alone, of what may be looked into: there may be very many of them at the end of a very
     * long path.
     */
    private List<Path> list(Path directory)
            throws IOException, BeyondException, UnreadableException {
        var listed = new ArrayList<Path>();
        int characters = 0;
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path path : stream) {
                if (++entries > limits.entries()) {
                    throw new BeyondException("more than " + limits.entries() + " entries");
                }
                String name = path.getFileName().toString();
                if (reading.names().test(name)
                        || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    characters += name.length();
                    // another than the one that has made a text of itself
                    listed.add(path.getFileName());
                }
                if (characters > NAME_CHARACTERS) {
                    throw new UnreadableException(
                            0, "more than " + NAME_CHARACTERS + " characters of names");
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(listed);
        return listed;
    }

    /** Whether what is in a directory of this name is not looked at. */
    public static boolean isPassedOver(String name) {
        return PassedOver.is(name);
    }

    /** Whether a file of this name is opened at all. */
    public static boolean isOfInterest(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return isManifest(lower) || isTerraform(lower) || Dockerfiles.mayBeOne(lower);
    }

    /** What a file holds, from its beginning. */
    public interface Content {

        InputStream open() throws IOException;
    }

    /**
     * Whether a file that is too large would be passed over if it were not, as lists of packages
     * are. What is no JSON, and what is larger still, might say anything.
     *
     * @throws IOException if it cannot be looked through
     */
    public static boolean saysNothing(String name, long size, Content content) throws IOException {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!lower.endsWith(".json") || isTerraformInJson(lower) || size > LOOKED_THROUGH) {
            return false;
        }
        try (InputStream json = content.open()) {
            return !Manifests.mayBeOne(json);
        }
    }

    private static boolean isManifest(String lower) {
        return lower.endsWith(".yaml") || lower.endsWith(".yml") || lower.endsWith(".json");
    }

    private static boolean isTerraform(String lower) {
        return lower.endsWith(".tf")
                || lower.endsWith(".tofu")
                || lower.equals("terraform.tfvars")
                || lower.endsWith(".auto.tfvars");
    }

    private static boolean isTerraformInJson(String lower) {
        return lower.endsWith(".tf.json")
                || lower.endsWith(".tofu.json")
                || lower.equals("terraform.tfvars.json")
                || lower.endsWith(".auto.tfvars.json");
    }

    private void file(Path path, String name, Together terraform) throws BeyondException {
        String lower = name.toLowerCase(Locale.ROOT);
        try {
            String text = text(path);
            var source = new Source(name(path), text);
            if (text.startsWith(LFS)) {
                throw new UnreadableException(0, "kept in Git LFS");
            } else if (isTerraformInJson(lower)) {
                throw new UnreadableException(0, "Terraform in JSON, which is not read");
            } else if (isTerraform(lower)) {
                terraform.add(source);
            } else if (Dockerfiles.isOne(lower, text)) {
                give(List.of(Dockerfiles.read(source)));
            } else if (Manifests.looksLikeOne(text)) {
                give(Manifests.read(source, reading.unread()));
            } else if (!lower.endsWith(".json")) {
                Manifests.withoutVersion(source, reading.unread());
            }
        } catch (UnreadableException e) {
            reading.unread().accept(new Unread(name(path), e));
        }
    }

    private void give(List<Resource> read) throws BeyondException {
        for (Resource resource : read) {
            checkTime();
            reading.resources().accept(resource);
            Unread called = PassedOver.call(resource);
            if (called != null) {
                reading.unread().accept(called);
            }
        }
    }

    private void checkTime() throws BeyondException {
        if (Thread.currentThread().isInterrupted()) {
            throw new BeyondException("somebody asked for it");
        }
        if (System.nanoTime() - deadline > 0) {
            throw new BeyondException("it takes longer than " + limits.time());
        }
    }

    private String text(Path path) throws UnreadableException, BeyondException {
        if (Files.isSymbolicLink(path)) {
            throw new UnreadableException(0, "a link, which is not followed");
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnreadableException(0, "no plain file");
        }
        if (++files > limits.files()) {
            throw new BeyondException("more than " + limits.files() + " files");
        }
        checkTime();
        byte[] content;
        try (InputStream in = open(path)) {
            content = in.readNBytes(limits.fileBytes() + 1);
            if (content.length > limits.fileBytes() && saysNothing(path)) {
                return "";
            }
        } catch (IOException e) {
            throw new UnreadableException(0, "cannot be opened");
        }
        if (content.length > limits.fileBytes()) {
            throw new UnreadableException(0, "larger than " + limits.fileBytes() + " bytes");
        }
        bytes += content.length;
        if (bytes > limits.allBytes()) {
            throw new BeyondException("more than " + limits.allBytes() + " bytes in all");
        }
        return decoded(content);
    }

    private static InputStream open(Path path) throws IOException {
        return Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean saysNothing(Path path) throws IOException {
        return saysNothing(path.toString(), Files.size(path), () -> open(path));
    }

    private static String decoded(byte[] content) throws UnreadableException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableException(0, "no UTF-8");
        }
    }

    private String name(Path path) {
        return root.relativize(path).toString().replace('\\', '/');
    }

    /** Files of one directory, as far as they are not too much. */
    private static final class Together {

        private final List<Source> sources = new ArrayList<>();
        private long characters;

        void add(Source source) {
            characters += source.file().length() + source.text().length();
            if (characters <= TERRAFORM_CHARACTERS) {
                sources.add(source);
            }
        }
    }

    /** The whole is too large; what was read so far counts. */
    private static final class BeyondException extends Exception {

        private static final long serialVersionUID = 1L;

        BeyondException(String reason) {
            super("stopped here: " + reason);
        }
    }
}
