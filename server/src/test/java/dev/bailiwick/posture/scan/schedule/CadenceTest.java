package dev.bailiwick.posture.scan.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

final class CadenceTest {

    private static final Instant BEGIN = Instant.parse("2026-11-27T00:00:00Z");
    private static final int DAYS = 3 * 366;
    private static final int CHANGES = 6;

    @ParameterizedTest
    @CsvSource({
        "0 3 * * *, Europe/Berlin, 2026-11-26T05:00:00Z, 2026-11-27T02:00:00Z",
        "0 3 * * *, UTC, 2026-11-26T03:00:00Z, 2026-11-27T03:00:00Z",
        "*/15 * * * *, UTC, 2026-11-26T03:14:59Z, 2026-11-26T03:15:00Z",
        "0 0 1 * *, Asia/Tokyo, 2026-11-30T15:00:00Z, 2026-12-31T15:00:00Z",
        "30 6 * * MON, +02:00, 2026-11-26T00:00:00Z, 2026-11-30T04:30:00Z"
    })
    void comesRoundByTheClocksOfItsZone(String cron, String zone, Instant time, Instant next) {
        assertThat(new Cadence(cron, zone).after(time)).contains(next);
    }

    /** As by crontab(5), where a star makes a field name no days, also one with a step. */
    @ParameterizedTest
    @CsvSource({
        "0 0 13 * 5, 2026-11-28T00:00:00Z, 2026-12-04T00:00:00Z",
        "0 0 13 * 5, 2026-12-11T00:00:00Z, 2026-12-13T00:00:00Z",
        "0 0 13 * 5, 2026-12-13T00:00:00Z, 2026-12-18T00:00:00Z",
        "0 0 30 2 MON, 2026-11-28T00:00:00Z, 2027-02-01T00:00:00Z",
        "0 0 */10 * 5, 2026-11-28T00:00:00Z, 2026-12-11T00:00:00Z",
        "0 0 13 * ?, 2026-11-28T00:00:00Z, 2026-12-13T00:00:00Z",
        "0 0 ? * 5, 2026-11-28T00:00:00Z, 2026-12-04T00:00:00Z"
    })
    void comesOnTheDaysThatEitherOfTwoFieldsNames(String cron, Instant time, Instant next) {
        assertThat(new Cadence(cron, "UTC").after(time)).contains(next);
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
        assertThat(new Cadence(cron, zone).after(time)).contains(next);
    }

    @ParameterizedTest
    @CsvSource({
        "30 2 * * *, Europe/Berlin, 2027-03-27T12:00:00Z, 2027-03-28T01:00:00Z",
        "30 2 * * *, Europe/Berlin, 2027-03-28T01:00:00Z, 2027-03-29T00:30:00Z",
        "*/5 2 * * *, Europe/Berlin, 2027-03-28T00:59:59Z, 2027-03-28T01:00:00Z",
        "*/5 2 * * *, Europe/Berlin, 2027-03-28T01:00:00Z, 2027-03-29T00:00:00Z",
        "0 1-3 * * *, Europe/Berlin, 2027-03-28T00:00:00Z, 2027-03-28T01:00:00Z",
        "0 1-3 * * *, Europe/Berlin, 2027-03-28T01:00:00Z, 2027-03-28T23:00:00Z",
        "30 2 31 3 *, Europe/Berlin, 2029-11-27T00:00:00Z, 2030-03-31T01:00:00Z",
        "30 2 31 3 0, Europe/Berlin, 2030-03-30T12:00:00Z, 2030-03-31T01:00:00Z",
        "0 0 * * *, America/Santiago, 2027-09-04T12:00:00Z, 2027-09-05T04:00:00Z",
        "0 0 * * *, America/Santiago, 2027-09-05T04:00:00Z, 2027-09-06T03:00:00Z",
        "0 */24 * * *, America/Santiago, 2027-09-04T12:00:00Z, 2027-09-05T04:00:00Z",
        "30 0 * * *, Asia/Beirut, 2027-03-27T12:00:00Z, 2027-03-27T22:00:00Z",
        "15 2 * * *, Australia/Lord_Howe, 2027-10-02T12:00:00Z, 2027-10-02T15:30:00Z",
        "30 * * * *, Europe/Berlin, 2027-03-28T00:30:00Z, 2027-03-28T01:30:00Z"
    })
    void comesAtTheFirstMomentAfterAnHourThatIsLeftOutUnlessItComesEveryHour(
            String cron, String zone, Instant time, Instant next) {
        assertThat(new Cadence(cron, zone).after(time)).contains(next);
    }

    /** One zone of each set of rules under which clocks are still moved. */
    static List<String> zonesThatMoveTheirClocks() {
        Map<ZoneRules, String> zones = new LinkedHashMap<>();
        for (String id : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
            ZoneRules rules = ZoneId.of(id).getRules();
            if (rules.nextTransition(BEGIN) != null) {
                zones.putIfAbsent(rules, id);
            }
        }
        return List.copyOf(zones.values());
    }

    @ParameterizedTest
    @MethodSource("zonesThatMoveTheirClocks")
    void comesOnceForEachDayWhateverTheClocksDo(String zone) {
        ZoneId clocks = ZoneId.of(zone);
        for (String cron :
                List.of(
                        "0 0 * * *",
                        "30 0 * * *",
                        "15 1 * * *",
                        "30 2 * * *",
                        "59 3 * * *",
                        "45 23 * * *",
                        "0 */24 * * *")) {
            Cadence cadence = new Cadence(cron, zone);
            Instant time = cadence.after(BEGIN).orElseThrow();
            LocalDate first = LocalDate.ofInstant(time, clocks);
            for (int day = 1; day <= DAYS; day++) {
                Instant next = cadence.after(time).orElseThrow();
                assertThat(Duration.between(time, next))
                        .as("%s after %s", cron, time)
                        .isBetween(Duration.ofHours(21), Duration.ofHours(27));
                time = next;
            }
            assertThat(LocalDate.ofInstant(time, clocks)).isEqualTo(first.plusDays(DAYS));
        }
    }

    @ParameterizedTest
    @MethodSource("zonesThatMoveTheirClocks")
    void comesLaterThanAnyTimeThatIsAskedOf(String zone) {
        ZoneRules rules = ZoneId.of(zone).getRules();
        for (String cron :
                List.of(
                        "*/5 * * * *",
                        "15 1 * * *",
                        "30 2 * * *",
                        "0 */2 * * *",
                        "* 0-3 * * *",
                        "45 * * * *",
                        "0 0 L * *",
                        "1 1 1 1 1")) {
            Cadence cadence = new Cadence(cron, zone);
            Instant change = BEGIN;
            for (int changes = 0; changes < CHANGES; changes++) {
                change = rules.nextTransition(change).getInstant();
                for (int minute = -180; minute < 180; minute += 7) {
                    Instant time = change.plusSeconds(60L * minute + minute % 2 * 5L);
                    assertThat(cadence.after(time).orElseThrow()).as(cron).isAfter(time);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("zonesThatMoveTheirClocks")
    void whatComesEveryHourComesAtEachMomentAtWhichClocksShowIt(String zone) {
        ZoneId clocks = ZoneId.of(zone);
        Cadence hourly = new Cadence("20,50 * * * *", zone);
        Instant change = clocks.getRules().nextTransition(BEGIN).getInstant();

        Instant time = change.minusSeconds(5 * 3600);
        while (time.isBefore(change.plusSeconds(5 * 3600))) {
            Instant next = time.truncatedTo(ChronoUnit.MINUTES).plusSeconds(60);
            while (LocalTime.ofInstant(next, clocks).getMinute() % 30 != 20) {
                next = next.plusSeconds(60);
            }
            assertThat(hourly.after(time)).as("after %s", time).contains(next);
            time = next;
        }
    }

    /** Such as were taken once, and such as another Java has known. */
    @ParameterizedTest
    @CsvSource({"0 0 30 2 *, UTC", "0 0 * * MON#9, UTC", "0 0 * * *, Mars/Olympus"})
    void ofWhatComesRoundNoMoreNoTimeIsToldAndNothingThrown(String cron, String zone) {
        assertThat(new Cadence(cron, zone).after(BEGIN)).isEmpty();
        assertThat(new Cadence(cron, zone).afterStart(BEGIN, BEGIN.plusSeconds(1))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0 0 L-40 * *", "0 0 L-30 * *", "0 12 15,L-31 * *", "0 0 L-2000000 * *"})
    void whatWasTakenOnceComesLaterThanWhatHasBeen(String cron) {
        Cadence cadence = new Cadence(cron, "UTC");

        for (int day = 0; day < 800; day++) {
            Instant time = BEGIN.plus(Duration.ofHours(23L * day));
            assertThat(cadence.after(time).orElseThrow()).isAfter(time);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "* * * * *, 10:00:00, 10:00:00.2, 10:01:00",
        "* * * * *, 10:00:00, 09:59:59.8, 10:01:00",
        "* * * * *, 10:00:00, 09:59:10, 10:01:00",
        "* * * * *, 10:00:00, 10:00:59.9, 10:02:00",
        "* * * * *, 10:00:00, 09:30:00, 09:31:00",
        "* * * * *, , 10:00:45, 10:02:00",
        "0 * * * *, 10:00:00, 10:59:50, 12:00:00"
    })
    void theNextStartIsNeitherThePlannedOneNorAtOnce(
            String cron, @Nullable LocalTime planned, LocalTime begun, LocalTime next) {
        assertThat(
                        new Cadence(cron, "UTC")
                                .afterStart(Objects.requireNonNull(at(begun)), at(planned)))
                .isEqualTo(Optional.ofNullable(at(next)));
    }

    private static @Nullable Instant at(@Nullable LocalTime time) {
        return time == null
                ? null
                : time.atDate(LocalDate.of(2027, 1, 1)).toInstant(ZoneOffset.UTC);
    }

    @Test
    void everyDayIsAtTheMinuteOfTheFirst() {
        Instant first = Instant.parse("2026-11-26T07:41:05Z");

        assertThat(Cadence.daily(first).after(first))
                .contains(Instant.parse("2026-11-27T07:41:00Z"));
    }
}
