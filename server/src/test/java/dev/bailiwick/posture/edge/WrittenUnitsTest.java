package dev.bailiwick.posture.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.mock.env.MockEnvironment;

import java.time.Duration;

final class WrittenUnitsTest {

    record House(@DefaultValue("7d") Duration lease, int floors) {}

    @ParameterizedTest
    @ValueSource(strings = {"30", "+30", " 30 ", "${LEASE}"})
    void noNumberAloneIsADuration(String text) {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bound("bailiwick.house", text))
                .withCauseInstanceOf(ConversionFailedException.class)
                .satisfies(
                        thrown ->
                                assertThat(thrown.getName()).hasToString("bailiwick.house.lease"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"30s", "PT30S", "30000ms"})
    void aUnitIsReadAsItIsWritten(String text) {
        assertThat(bound("bailiwick.house", text).lease()).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0s"})
    void nothingNeedsNoUnit(String text) {
        assertThat(bound("bailiwick.house", text).lease()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = "30")
    void settingsOfOthersAreReadAsTheyReadThem(String text) {
        assertThat(bound("others.house", text).lease()).isEqualTo(Duration.ofMillis(30));
    }

    private static House bound(String name, String lease) {
        MockEnvironment environment =
                new MockEnvironment()
                        .withProperty("LEASE", "30")
                        .withProperty(name + ".lease", lease)
                        .withProperty(name + ".floors", "2");
        return Binder.get(environment, new WrittenUnits(environment, BindHandler.DEFAULT))
                .bindOrCreate(name, House.class);
    }
}
