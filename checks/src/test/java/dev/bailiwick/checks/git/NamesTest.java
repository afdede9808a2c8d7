package dev.bailiwick.checks.git;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HexFormat;

final class NamesTest {

    @ParameterizedTest
    @CsvSource({
        "612e79616d6c, a.yaml",
        "636166c3a9, caf\u00e9",
        "636166e9, caf%E9",
        "e9e9e9, %E9%E9%E9",
        "f09f9880, \ud83d\ude00",
        "61f09f98, a%F0%9F%98",
        "eda080, %ED%A0%80",
        "2e2e2fff, ../%FF",
        "'', ''"
    })
    void whatIsNoUtf8IsShownByItsBytes(String bytes, String text) {
        assertThat(Names.text(HexFormat.of().parseHex(bytes))).isEqualTo(text);
    }
}
