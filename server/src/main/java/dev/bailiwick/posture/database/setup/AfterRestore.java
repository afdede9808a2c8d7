package dev.bailiwick.posture.database.setup;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.database.embedded.RestoreMark;
import dev.bailiwick.posture.database.login.Login;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Ends what a backup has made good again, at the first start of a restored server. */
public final class AfterRestore {

    private final RestoreMark mark;
    private final Login admin;

    /**
     * @param admin may call what maintenance may
     */
    public AfterRestore(RestoreMark mark, Login admin) {
        this.mark = mark;
        this.admin = admin;
    }

    private static final String RESTORED = "select posture.restored(?)";

    /** Once; should this be killed in between, once more. */
    public void run() {
        if (!mark.isSet()) {
            return;
        }
        try (Connection connection = admin.connect();
                PreparedStatement statement = connection.prepareStatement(RESTORED)) {
            statement.setBoolean(1, mark.revokesKeys());
            statement.execute();
            mark.remove();
        } catch (SQLException e) {
            throw CommandException.couldNot(
                    "The sessions of the restored server cannot be ended: " + Login.oneLine(e));
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "The sessions of the restored server cannot be ended: " + e);
        }
    }
}
