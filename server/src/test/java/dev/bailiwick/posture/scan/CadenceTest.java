package dev.bailiwick.posture.scan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.time.ZoneId;

final class CadenceTest {

    @ParameterizedTest
    @CsvSource({
        "0 3 * * *, Europe/Berlin, 2026-11-26T05:00:00Z, 2026-11-27T02:00:00Z",
        "0 3 * * *, UTC, 2026-11-26T03:00:00Z, 2026-11-27T03:00:00Z",
        "*/15 * * * *, UTC, 2026-11-26T03:14:59Z, 2026-11-26T03:15:00Z",
        "0 0 1 * *, Asia/Tokyo, 2026-11-30T15:00:00Z, 2026-12-31T15:00:00Z",
        "30 6 * * MON, +02:00, 2026-11-26T00:00:00Z, 2026-11-30T04:30:00Z"
    })
    void comesRoundByTheClocksOfItsZone(String cron, String zone, Instant time, Instant next) {
        assertThat(new Cadence(cron, ZoneId.of(zone)).after(time)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({
        "30 2 * * *, Europe/Berlin, 2026-10-24T00:00:00Z, 2026-10-24T00:30:00Z",
        "30 2 * * *, Europe/Berlin, 2026-10-24T00:30:00Z, 2026-10-25T00:30:00Z",
        "30 2 * * *, Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z",
        "30 2 * * *, Europe/Berlin, 2026-10-25T00:30:07Z, 2026-10-26T01:30:00Z",
        "0 2 * * *, Europe/Berlin, 2026-10-25T00:00:00Z, 2026-10-26T01:00:00Z",
        "0 1 * * *, America/New_York, 2026-11-01T05:00:00Z, 2026-11-02T06:00:00Z",
        "0 1-3 * * *, Europe/Berlin, 2026-10-25T00:00:00Z, 2026-10-25T02:00:00Z",
        "30 * * * *, Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-25T01:30:00Z"
    })
    void comesOnceWhenClocksArePutBackUnlessItComesEveryHour(
            String cron, String zone, Instant time, Instant next) {
        assertThat(new Cadence(cron, ZoneId.of(zone)).after(time)).isEqualTo(next);
    }

    @Test
    void comesRoundOnceADayAlsoWhenClocksArePutForward() {
        Cadence nightly = new Cadence("30 2 * * *", ZoneId.of("Europe/Berlin"));

        Instant time = Instant.parse("2027-03-27T00:00:00Z");
        for (int day = 27; day <= 30; day++) {
            Instant next = nightly.after(time);
            assertThat(next).isAfter(time).isBefore(time.plusSeconds(49 * 3600));
            time = next;
        }
        assertThat(time).isBefore(Instant.parse("2027-03-31T12:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "15 1 * * *, Australia/Lord_Howe, 2027-04-03T10:00:00Z",
        "*/5 * * * *, Australia/Lord_Howe, 2027-04-03T10:00:00Z",
        "*/5 * * * *, Pacific/Chatham, 2027-04-03T10:00:00Z",
        "0 */2 * * *, Pacific/Chatham, 2027-04-03T10:00:00Z",
        "30 2 * * *, Pacific/Chatham, 2027-04-03T10:00:00Z",
        "0 0 L-40 * *, UTC, 2026-11-27T00:00:00Z"
    })
    void comesLaterThanWhatHasBeenWhateverTheClocksDo(String cron, String zone, Instant begin) {
        Cadence cadence = new Cadence(cron, ZoneId.of(zone));

        for (int minute = 0; minute < 8 * 60; minute++) {
            Instant time = begin.plusSeconds(60L * minute + 5);
            assertThat(cadence.after(time)).isAfter(time);
        }
    }

    @Test
    void everyDayIsAtTheMinuteOfTheFirst() {
        Instant first = Instant.parse("2026-11-26T07:41:05Z");

        assertThat(Cadence.daily(first).after(first))
                .isEqualTo(Instant.parse("2026-11-27T07:41:00Z"));
    }
}
