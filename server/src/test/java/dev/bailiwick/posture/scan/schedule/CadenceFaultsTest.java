package dev.bailiwick.posture.scan.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CadenceFaultsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "61 2 * * *    | The minute cannot be '61': it takes 0 to 59",
                "*/0 2 * * *   | The minute cannot be '*/0': it takes 0 to 59",
                "0 25 * * *    | The hour cannot be '25': it takes 0 to 23",
                "0 2 0 * *     | The day of the month cannot be '0': it takes 1 to 31",
                "0 2 * FEB,MAI * | The month cannot be 'FEB,MAI': it takes 1 to 12, or JAN to DEC",
                "0 2 * * 8     | The day of the week cannot be '8': it takes 0 to 7",
                "0 0 L-28 * *  | The day of the month cannot be 'L-28': L-27 is the furthest",
                "0 0 1,L-2000000 * * | The day of the month cannot be 'L-2000000': L-27",
                "0 0 31 2 *    | '0 0 31 2 *' never comes",
                "0 25 * *      | '0 25 * *' has 4 fields, not five",
                "@daily        | '@daily' has 1 field, not five",
                "daily at noon | 'daily at noon' has 3 fields, not five",
                "1 2 3 4 5 6   | '1 2 3 4 5 6' has 6 fields, not five"
            })
    void namesTheFieldTheValueAndWhatItTakes(String cron, String fault) {
        assertThat(CadenceFaults.ofCron(cron).orElse("")).startsWith(fault);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 2 * * *",
                " 30 6 * * 1-5 ",
                "*/15 * L JAN,JUL *",
                "0 0 29 2 *",
                "0 2 * * 7",
                "0 2 ? * MON#1",
                "0 2 L-27 * *",
                "0 2 29 2 SUN",
                "30 2 31 3 0"
            })
    void findsNoFaultWithWhatComesRound(String cron) {
        assertThat(CadenceFaults.ofCron(cron)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CEST", "Europe/Berln", "UTC 2", "+25:00"})
    void namesTheZoneAndWhatAZoneIs(String zone) {
        assertThat(CadenceFaults.ofZone(zone).orElse(""))
                .startsWith("'" + zone + "' is no time zone")
                .contains("'Europe/Berlin'", "'+02:00'");
        assertThat(CadenceFaults.ofZone("Europe/Berlin")).isEmpty();
        assertThat(CadenceFaults.ofZone("+02:00")).isEmpty();
    }
}
