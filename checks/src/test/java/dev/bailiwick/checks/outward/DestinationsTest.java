package dev.bailiwick.checks.outward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;

final class DestinationsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.1.2.3",
                "127.0.0.1",
                "127.9.9.9",
                "100.64.0.1",
                "100.127.255.255",
                "100.100.100.200",
                "168.63.129.16",
                "::ffff:168.63.129.16",
                "64:ff9b::a83f:8110",
                "64:ff9b::a9fe:a9fe",
                "2002:a83f:8110::1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::7f00:1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "64:ff9b:1::1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a00:1::1",
                "3fff::1",
                "100::1",
                "5f00::1"
            })
    void addressesOfMachinesAndNetworksOfOnesOwnAreNotPublic(String address)
            throws UnknownHostException {
        assertThat(Destinations.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "168.63.129.15",
                "168.63.129.17",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.0.1.1",
                "192.167.1.1",
                "198.17.0.1",
                "198.20.0.1",
                "223.255.255.1",
                "2606:4700::1111",
                "2a00:1450::1",
                "2001:4860::1",
                "64:ff9b::101:101",
                "2002:101:101::1"
            })
    void addressesOfTheInternetArePublic(String address) throws UnknownHostException {
        assertThat(Destinations.isPublic(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void aHostIsAllowedByItsNameWhateverItLeadsTo() throws Exception {
        var destinations = Destinations.publicAnd(Set.of("Git.Example.com"));
        InetAddress inside = InetAddress.getByName("10.0.0.1");

        destinations.check("git.example.COM", inside);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> destinations.check("10.0.0.1", inside));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> destinations.check("x.git.example.com", inside));
    }

    @Test
    void whichNamesThereAreInsideIsNotTold() {
        var destinations = Destinations.publicAnd(Set.of("git.example.com"));

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> destinations.check("x.inside", InetAddress.getByName("10.0.0.1")))
                .withMessage(destinations.unknown("x.inside").getMessage());
        assertThat(destinations.unknown("git.example.com"))
                .hasMessage("there is no host of the name git.example.com");
    }

    @Test
    void anAddressThatIsWrittenOutIsNotCalledUnknown() throws Exception {
        for (String address : List.of("10.0.0.1", "fd00::1")) {
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(
                            () ->
                                    Destinations.publicOnly()
                                            .check(address, InetAddress.getByName(address)))
                    .withMessage(
                            "the address "
                                    + address
                                    + " is not public; bailiwick.checks.allowed-hosts can allow it"
                                    + " by name");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/a.git",
                "file:///etc/passwd",
                "/etc/passwd",
                "../other",
                "git://example.com/a.git",
                "ssh://git@example.com/a.git",
                "git@example.com:a.git",
                "ext::sh -c touch% /tmp/x",
                "https:example.com",
                "https:///a.git",
                "https://user:secret@example.com/a.git",
                "https://example.com/a.git?x=y",
                "https://example.com/a.git#main",
                "https://exa mple.com/a.git",
                "https://example.com:65536/a.git",
                "https://example.com:99999999999/a.git",
                "jar:https://example.com/a!/b",
                ""
            })
    void nothingButPlainHttpsIsAsked(String url) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> Destinations.checked(url))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }
}
