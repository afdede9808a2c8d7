package dev.bailiwick.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Unresolved;
import dev.bailiwick.checks.resource.UnresolvedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Collections;
import java.util.List;

/** What lets the internet in, however it is written. */
final class OpenRangesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "192.0.2.1/0",
                "0.0.0.0/1,128.0.0.0/1",
                "0.0.0.0/1",
                "128.0.0.0/2,64.0.0.0/2,0.0.0.0/2,192.0.0.0/2",
                "16.0.0.0/7",
                "16.0.0.0/8,17.0.0.0/8",
                "16.0.0.0/9,16.128.0.0/9,17.0.0.0/8,192.0.2.0/24",
                "::/0",
                "0::0/0",
                "::ffff:0.0.0.0/0",
                "::/1,8000::/1",
                "2000::/3",
                "2a00::/12",
                "*",
                "Internet",
                "192.0.2.0/24,any",
            })
    void theInternetIsOpenHoweverItIsCut(String ranges) {
        assertThat(OpenRanges.areIn(Elements.of(List.of(ranges.split(","))))).isTrue();
        assertThat(OpenRanges.areIn(ranges.replace(",", " , "))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.0/24",
                "16.0.0.0/8",
                "16.0.0.0/8,16.0.0.0/8,16.1.0.0/16",
                "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,127.0.0.0/8",
                "224.0.0.0/3",
                "fc00::/7",
                "fe80::/10",
                "2001:db8::/32",
                "192.0.2.0/33",
                "999.0.0.0/0",
                "VirtualNetwork",
                "0.0.0.0",
                "",
            })
    void whatIsLessOrNoRangeIsNot(String ranges) {
        assertThat(OpenRanges.areIn(Elements.of(List.of(ranges.split(","))))).isFalse();
        assertThat(OpenRanges.areIn(ranges)).isFalse();
    }

    @Test
    void oneThatIsNotKnownIsAskedForUnlessOthersDecide() {
        var office = new Unresolved("var.office");

        assertThat(OpenRanges.areIn(Elements.of(List.of(office, "0.0.0.0/1")))).isTrue();
        assertThatExceptionOfType(UnresolvedException.class)
                .isThrownBy(() -> OpenRanges.areIn(Elements.of(List.of("192.0.2.0/24", office))));
    }

    @Test
    void whatIsNoListOfThemOrAnEndlessOneIsUndecided() {
        for (Object wrong :
                List.of(
                        5L,
                        true,
                        Collections.nCopies(10_001, "192.0.2.0/24"),
                        ",".repeat(100_000))) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> OpenRanges.areIn(wrong));
        }
    }
}
