package dev.bailiwick.posture.edge.address;

import java.net.InetAddress;

/**
 * Addresses that share their first bits.
 *
 * @param bits how many, from the left
 */
record AddressRange(InetAddress first, int bits) {

    AddressRange {
        int most = first.getAddress().length * 8;
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException(
                    "%s/%d: between 0 and %d bits".formatted(first.getHostAddress(), bits, most));
        }
    }

    /**
     * @param text one address, or an address and its number of bits: {@code 10.0.0.0/8}, {@code
     *     ::1}
     * @throws IllegalArgumentException if it is neither; names are not looked up
     */
    static AddressRange parse(String text) {
        String trimmed = text.trim();
        int slash = trimmed.indexOf('/');
        try {
            InetAddress first = literal(slash < 0 ? trimmed : trimmed.substring(0, slash));
            int bits =
                    slash < 0
                            ? first.getAddress().length * 8
                            : Integer.parseInt(trimmed.substring(slash + 1));
            return new AddressRange(first, bits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + trimmed + "' is not an address range such as 10.0.0.0/8", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'"
                            + trimmed
                            + "' is not an address or a range such as 10.0.0.0/8: "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * An address as it is written in full: {@link InetAddress#ofLiteral} reads {@code 127} as
     * {@code 0.0.0.127}, and so {@code 127/8} would be another network than is meant.
     *
     * @throws IllegalArgumentException if it is none
     */
    static InetAddress literal(String text) {
        InetAddress address = InetAddress.ofLiteral(text);
        if (text.indexOf(':') < 0 && !text.equals(address.getHostAddress())) {
            throw new IllegalArgumentException("write all four numbers, as 10.0.0.0");
        }
        return address;
    }

    boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((mine[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "/" + bits;
    }
}
