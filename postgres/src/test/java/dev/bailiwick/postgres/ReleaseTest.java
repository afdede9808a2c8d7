package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Fault;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Releases with a way around policies stop the start, those with other flaws are warned of. */
class ReleaseTest {

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "140020, server-version",
        "150013, server-version",
        "150014, server-outdated",
        "150018, ''",
        "160009, server-version",
        "160013, server-outdated",
        "160014, ''",
        "170005, server-version",
        "170009, server-outdated",
        "170010, ''",
        "180000, server-version",
        "180003, server-outdated",
        "180004, ''",
        "190000, ''"
    })
    void c12AReleaseIsJudgedByWhatItHasMended(int number, String check) {
        assertThat(Release.faults(number, "n"))
                .extracting(Fault::id)
                .containsExactlyElementsOf(check.isEmpty() ? List.of() : List.of(check));
    }
}
