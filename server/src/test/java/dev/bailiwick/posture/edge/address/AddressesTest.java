package dev.bailiwick.posture.edge.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.List;

final class AddressesTest {

    @Test
    void aRangeHoldsTheAddressesThatShareItsFirstBits() {
        AddressRange range = AddressRange.parse("10.32.0.0/11");

        assertThat(range.contains(InetAddress.ofLiteral("10.63.255.255"))).isTrue();
        assertThat(range.contains(InetAddress.ofLiteral("10.64.0.0"))).isFalse();
        assertThat(range.contains(InetAddress.ofLiteral("::ffff:10.33.0.1"))).isTrue();
        assertThat(range.contains(InetAddress.ofLiteral("fd00::1"))).isFalse();
        assertThat(AddressRange.parse("::1").contains(InetAddress.ofLiteral("::1"))).isTrue();
        assertThat(AddressRange.parse("0.0.0.0/0").contains(InetAddress.ofLiteral("203.0.113.9")))
                .isTrue();
    }

    @Test
    void aRangeIsWrittenWithAnAddressAndItsBits() {
        for (String wrong :
                List.of(
                        "proxy.example",
                        "10.0.0.0/33",
                        "10.0.0.0/x",
                        "",
                        "/8",
                        "10.0.0/8/8",
                        "127/8",
                        "192.168/16",
                        "10.1.2/24",
                        "010.0.0.0/8",
                        "127")) {
            assertThatIllegalArgumentException()
                    .as(wrong)
                    .isThrownBy(() -> AddressRange.parse(wrong));
        }
    }

    @Test
    void onlyLoopbackNamesAreAllowedUnlessMoreAreListed() {
        AllowedHosts hosts = new AllowedHosts(InetAddress.ofLiteral("127.0.0.1"), List.of());

        assertThat(List.of("localhost", "LOCALHOST", "localhost.", "127.0.0.1", "[::1]"))
                .allMatch(hosts::allow);
        assertThat(List.of("posture.example.com", "127.0.0.1.evil.example", "", "10.0.0.1"))
                .noneMatch(hosts::allow);
    }

    @Test
    void listedHostsAreAllowedAndAStarStandsForNamesBelow() {
        AllowedHosts hosts =
                new AllowedHosts(
                        InetAddress.ofLiteral("10.0.0.1"),
                        List.of("Posture.example.com", "*.apps.example.com"));

        assertThat(
                        List.of(
                                "posture.example.com",
                                "a.apps.example.com",
                                "b.a.apps.example.com",
                                "10.0.0.1"))
                .allMatch(hosts::allow);
        assertThat(
                        List.of(
                                "apps.example.com",
                                "xapps.example.com",
                                "posture.example.com.evil.example"))
                .noneMatch(hosts::allow);
        assertThat(
                        new AllowedHosts(InetAddress.ofLiteral("10.0.0.1"), List.of("*"))
                                .allow("anything.example"))
                .isTrue();
    }

    @Test
    void allAddressesOfTheMachineAreAllowedWhenAllAreListenedOn() {
        AllowedHosts hosts = new AllowedHosts(InetAddress.ofLiteral("0.0.0.0"), List.of());

        assertThat(hosts.allow("127.0.0.1")).isTrue();
        assertThat(hosts.allow("203.0.113.200")).isFalse();
    }
}
