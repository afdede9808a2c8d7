package dev.bailiwick.posture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.Map;

final class StartFaultsTest {

    enum Door {
        OPEN,
        BY_INVITATION
    }

    record House(
            Door door, Duration lease, DataSize cellar, int floors, double slope, boolean heated) {

        House {
            if (floors > 9) {
                throw new IllegalArgumentException(
                        "house.floors: at most 9", new IllegalArgumentException("too many"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    door   | ajar | 'ajar' is no word of these: open, by-invitation.
                    lease  | 10x  | '10x' is no duration, as 500ms, 30s, 5m, 2h or 7d.
                    cellar | big  | 'big' is no size, as 512KB, 10MB or 1GB.
                    floors | two  | 'two' is no whole number within its bounds.
                    floors | 9999999999 | '9999999999' is no whole number within its bounds.
                    slope  | 0,5  | '0,5' is no number.
                    heated | warm | 'warm' is no true or false.
                    """)
    void namesTheSettingTheValueAndWhatItMustBe(String name, String value, String reason) {
        var source = new MapConfigurationPropertySource(Map.of("house." + name, value));

        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> new Binder(source).bind("house", House.class))
                .satisfies(
                        thrown ->
                                assertThat(StartFaults.explain(thrown))
                                        .hasMessage(
                                                "The setting house.%s is wrong: %s"
                                                        .formatted(name, reason)));
    }

    @Test
    void whatTheSettingsThemselvesSayIsToldWithItsPlace() {
        var source = new MapConfigurationPropertySource(Map.of("house.floors", "10"));

        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> new Binder(source).bind("house", House.class))
                .satisfies(
                        thrown ->
                                assertThat(StartFaults.explain(thrown))
                                        .hasMessageContaining("house.floors: at most 9"));
    }
}
