package dev.bailiwick.posture.database.login;

import dev.bailiwick.cli.CommandException;

import java.sql.Connection;
import java.sql.SQLException;

/** The passwords that the roles of one database have, or get. */
public final class RolePasswords {

    private static final String WRONG_PASSWORD = "28P01";

    private final String url;
    private final Secrets secrets;
    private final boolean reset;

    /**
     * @param url of the database where they log in
     * @param reset whether roles that are there already get ours, whatever they have
     */
    public RolePasswords(String url, Secrets secrets, boolean reset) {
        this.url = url;
        this.secrets = secrets;
        this.reset = reset;
    }

    /**
     * Whether a role that is there already keeps what it has.
     *
     * @throws CommandException if it must, and ours is another: the password is then one that a
     *     server elsewhere logs in with
     */
    public boolean keeps(LoginRole role) {
        if (reset) {
            return false;
        }
        if (!secrets.has(role.secret()) || isRefused(login(role))) {
            throw CommandException.couldNot(
                    "The role %s at %s has a password that is not here: it was made with another --data, and servers may use it. Run ./bailiwick init with that one or copy its secrets; --reset-passwords makes new ones and locks those servers out."
                            .formatted(role.role(), url));
        }
        return true;
    }

    /** The role's login; its password is made if there is none. */
    public Login login(LoginRole role) {
        return new Login(url, role.role(), secrets.passwordOrNew(role.secret()));
    }

    private static boolean isRefused(Login login) {
        try (Connection connection = login.dataSource().getConnection()) {
            return connection.isClosed();
        } catch (SQLException e) {
            return WRONG_PASSWORD.equals(e.getSQLState());
        }
    }
}
