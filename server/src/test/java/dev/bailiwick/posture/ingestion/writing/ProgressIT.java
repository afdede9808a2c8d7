package dev.bailiwick.posture.ingestion.writing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.Uploads;

import io.micrometer.core.instrument.MeterRegistry;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.UUID;

/** What a crash of the database alone can lose behind the back of a job that goes on. */
class ProgressIT {

    private static final TestServer SERVER = TestServer.shared();

    private final Tenancy acme = Tenancy.of(SERVER);
    private final Progress progress = SERVER.bean(Progress.class);
    private UUID file = new UUID(0, 0);

    @BeforeEach
    void accept() {
        file = Uploads.underWay(SERVER.sql(), acme.id(), "processing");
        SERVER.sql()
                .sql(
                        """
                        update ingestion set total = 10, invalid = 1, written = 4, processed = 4
                        where id = ?
                        """)
                .param(file)
                .update();
    }

    @Test
    void goesOnOnlyFromWhereTheFileIsWritten() {
        assertThatIllegalStateException()
                .as("records 4 and 5 are missing")
                .isThrownBy(() -> inTransaction(() -> progress.advance(file, 6, 8, 2)))
                .withMessageContaining("not written up to record 6");
        assertThatIllegalStateException()
                .as("records 2 and 3 are there")
                .isThrownBy(() -> inTransaction(() -> progress.advance(file, 2, 8, 6)));
        assertThatCode(() -> inTransaction(() -> progress.advance(file, 4, 8, 4)))
                .doesNotThrowAnyException();
    }

    @Test
    void isWholeOnlyWithEveryGoodRecord() {
        assertThatIllegalStateException()
                .isThrownBy(() -> inTransaction(() -> progress.requireWhole(file)));
        inTransaction(() -> progress.advance(file, 4, 10, 4));
        assertThatIllegalStateException()
                .as("its end was read, but a piece was missing")
                .isThrownBy(() -> inTransaction(() -> progress.requireWhole(file)))
                .withMessageContaining("are missing");
        inTransaction(() -> progress.advance(file, 10, 10, 1));
        assertThatCode(() -> inTransaction(() -> progress.requireWhole(file)))
                .doesNotThrowAnyException();
    }

    @Test
    void countsWhatIsCommittedAndNothingElse() {
        // what others have sent and not waited for is counted too
        Eventually.holds(ProgressIT::nobodyWrites);
        double before = counted();

        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                inTransaction(
                                        () -> {
                                            progress.advance(file, 4, 8, 4);
                                            throw new IllegalStateException("rolled back");
                                        }));
        assertThat(counted()).isEqualTo(before);
        inTransaction(() -> progress.advance(file, 4, 8, 4));
        assertThat(counted()).isEqualTo(before + 4);
    }

    @Test
    void writesNothingOutsideATransaction() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Scopes.run(acme.scope(), () -> progress.advance(file, 4, 8, 4)));

        assertThatCode(() -> inTransaction(() -> progress.advance(file, 4, 8, 4)))
                .as("it is where it was")
                .doesNotThrowAnyException();
    }

    private static boolean nobodyWrites() {
        return SERVER.sql()
                .sql(
                        "select not exists (select from scheduled_tasks where task_name ="
                                + " 'job-ingestion' and (picked or execution_time <= now()))")
                .query(Boolean.class)
                .single();
    }

    private static double counted() {
        return SERVER.bean(MeterRegistry.class)
                .get("bailiwick.ingestion.findings")
                .counter()
                .count();
    }

    private void inTransaction(Runnable work) {
        TransactionTemplate transaction =
                new TransactionTemplate(SERVER.bean(PlatformTransactionManager.class));
        Scopes.run(acme.scope(), () -> transaction.executeWithoutResult(status -> work.run()));
    }
}
