package dev.bailiwick.checks.git;

import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.lib.Constants;

import java.net.SocketException;
import java.net.UnknownHostException;
import java.text.MessageFormat;

/** Why a server gave no repository, without the words of a library as far as they are known. */
final class PlainReason {

    static final String NOTHING_TO_READ = "the repository is empty";

    /** What JGit says of a repository whose first branch has no commit. */
    private static final String NO_HEAD =
            MessageFormat.format(JGitText.get().remoteDoesNotHaveSpec, Constants.HEAD);

    private static final String NOT_PERMITTED =
            JGitText.get().serviceNotPermitted.replaceFirst("(?s).*\\{1}(.*)''\\{0}.*", "$1");

    private PlainReason() {}

    /**
     * @param last of its causes
     */
    static String of(TransportException failure, Throwable last) {
        String said = String.valueOf(failure.getMessage());
        if (said.endsWith(JGitText.get().noCredentialsProvider)) {
            return "its server asks for credentials, and no token is given";
        }
        if (said.endsWith(JGitText.get().notAuthorized)) {
            return "its server does not accept the token";
        }
        if (said.contains(NOT_PERMITTED)) {
            return "its server does not let it be read (403)";
        }
        if (said.equals(NO_HEAD)) {
            return NOTHING_TO_READ;
        }
        return switch (last) {
            case NoRemoteRepositoryException _ ->
                    "its server has no such repository, or shows it to nobody without a token that"
                            + " may read it";
            case SocketException unreachable -> unreached(unreachable);
            case UnknownHostException unreachable -> unreached(unreachable);
            // JGit puts the address in front, which whoever asks knows
            default -> said.replaceFirst("^https://\\S+?: ", "");
        };
    }

    private static String unreached(Exception cause) {
        return "its server cannot be reached: " + cause.getMessage();
    }
}
