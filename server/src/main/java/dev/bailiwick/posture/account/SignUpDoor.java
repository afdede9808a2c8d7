package dev.bailiwick.posture.account;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.account.AccountProperties.Mode;
import dev.bailiwick.posture.directory.DataDirectory;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * Whether an account can be made. Where sign-up is closed, the first one still can, by whoever can
 * read the token that the server left in its data directory. It is given in a header, or like an
 * invitation in the query, from where it gets into logs and histories.
 */
@Component
public class SignUpDoor {

    static final String HEADER = "Invitation-Token";
    static final String PARAMETER = "invitation_token";

    private static final Logger log = LoggerFactory.getLogger(SignUpDoor.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final JdbcClient jdbc;
    private final Path file;
    private final boolean open;

    SignUpDoor(
            JdbcClient jdbc,
            DataDirectory data,
            AccountProperties settings,
            Environment environment) {
        this.jdbc = jdbc;
        this.file = data.firstAccount();
        Mode mode = settings.signUp();
        this.open = mode == null ? listensToThisMachineAlone(environment) : mode == Mode.OPEN;
    }

    /** Not behind a proxy either, which may listen to everybody. */
    private static boolean listensToThisMachineAlone(Environment environment) {
        Binder settings = Binder.get(environment);
        boolean proxied =
                !settings.bind("bailiwick.http.trusted-proxies", Bindable.listOf(String.class))
                        .orElse(List.of())
                        .isEmpty();
        return !proxied
                && settings.bind("bailiwick.http.address", InetAddress.class)
                        .orElseGet(InetAddress::getLoopbackAddress)
                        .isLoopbackAddress();
    }

    private static final String ANY_ACCOUNT = "select any_account()";

    /** Leaves the token for the first account, where one can only be made with it. */
    @EventListener(ApplicationReadyEvent.class)
    void leaveToken() {
        if (open || anyAccount()) {
            return;
        }
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        try {
            Files.createFile(file, asFileAttribute(fromString("rw-------")));
            Files.writeString(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
        } catch (FileAlreadyExistsException e) {
            log.debug("The token of an earlier start is still good");
        } catch (IOException e) {
            throw new UncheckedIOException("The token for the first account cannot be kept", e);
        }
        log.info(
                "Sign-up is closed and there is no account yet. The first one is made by POST"
                        + " /api/v1/users with the header {}: the token in {}",
                HEADER,
                file);
    }

    /** What stands between a new installation and its first account. */
    public FirstAccount firstAccount() {
        if (anyAccount()) {
            return FirstAccount.EXISTS;
        }
        return open ? FirstAccount.FREE : FirstAccount.NEEDS_TOKEN;
    }

    /**
     * Lets an applicant through.
     *
     * @return whether the account may only be made if it is the first
     * @throws ApiException 403 if sign-up is closed, 400 if the token is not the one
     */
    boolean requireFirst(@Nullable String token) {
        if (token == null || token.isBlank()) {
            if (!open) {
                throw closed();
            }
            return false;
        }
        if (!isFirst(token)) {
            throw invalidToken();
        }
        return true;
    }

    static ApiException invalidToken() {
        return ApiException.invalidParameter(PARAMETER, "Invalid invitation token.");
    }

    /** The first account is there: its token has served. */
    void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The token for the first account cannot be removed", e);
        }
    }

    static ApiException closed() {
        return ApiException.forbidden("Sign-up is closed here. Ask for an invitation.");
    }

    /** Whether this is the token of the first account. */
    boolean isFirst(String token) {
        if (open) {
            return false;
        }
        try {
            byte[] kept = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
            return kept.length > 0
                    && MessageDigest.isEqual(kept, token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("The token for the first account cannot be read", e);
        }
    }

    private boolean anyAccount() {
        return Scopes.call(
                new Scope.Global(), () -> jdbc.sql(ANY_ACCOUNT).query(Boolean.class).single());
    }
}
