package dev.bailiwick.posture.database.embedded;

import com.sun.security.auth.module.UnixSystem;

import dev.bailiwick.cli.CommandException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * As whom PostgreSQL's programs run. They refuse to run as root, so a root process starts them
 * inside a user namespace of their own or, where that is forbidden, as another user.
 *
 * @param prefix what stands in front of each command
 * @param uid the user who must own the files; -1 where the present one does
 */
record ServerUser(List<String> prefix, int uid) {

    private static final int NOBODY = 65534;

    /**
     * @param cluster where the data are or will be; its owner decides once it exists
     * @throws CommandException if there is no way to run PostgreSQL as somebody but root
     */
    static ServerUser of(Path cluster) {
        if (new UnixSystem().getUid() != 0) {
            return new ServerUser(List.of(), -1);
        }
        int owner = owner(cluster);
        if (owner == 0) {
            ServerUser namespace = new ServerUser(List.of("unshare", "-U"), -1);
            if (namespace.works()) {
                return namespace;
            }
        }
        ServerUser other = other(owner == 0 ? NOBODY : owner);
        if (other.works()) {
            return other;
        }
        throw CommandException.couldNot(
                "PostgreSQL does not run as root, and neither unshare nor setpriv can change that"
                        + " here; start Bailiwick as an ordinary user.");
    }

    private static ServerUser other(int uid) {
        return new ServerUser(
                List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups"), uid);
    }

    /** Whether the files belong to a user who may not look into root's home. */
    boolean isSomebodyElse() {
        return uid >= 0;
    }

    List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(arguments);
        return command;
    }

    /** Hands a file to the user the server runs as. */
    void own(Path file) throws IOException {
        if (uid >= 0) {
            Files.setAttribute(file, "unix:uid", uid);
            Files.setAttribute(file, "unix:gid", uid);
        }
    }

    private boolean works() {
        try {
            Process probe =
                    new ProcessBuilder(command(List.of("true")))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int owner(Path cluster) {
        try {
            return Files.exists(cluster) ? (int) Files.getAttribute(cluster, "unix:uid") : 0;
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "The data directory %s cannot be read: %s".formatted(cluster, e.getMessage()));
        }
    }
}
