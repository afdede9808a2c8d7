package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.ingestion.ocsf.Account;
import dev.bailiwick.posture.ingestion.writing.FindingWriter;
import dev.bailiwick.posture.ingestion.writing.Target;
import dev.bailiwick.posture.provider.Providers;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.Map;

/** Makes a writer for each file. */
@Component
final class Writers {

    private final JdbcClient jdbc;
    private final Providers providers;

    Writers(JdbcClient jdbc, Providers providers) {
        this.jdbc = jdbc;
        this.providers = providers;
    }

    /**
     * @param resumed whether an earlier writer has written a part of the file
     */
    FindingWriter writer(Map<Account, Target> targets, boolean resumed) {
        return new FindingWriter(jdbc, providers, targets, resumed);
    }
}
