package dev.bailiwick.cli.audit;

import dev.bailiwick.core.Fault;
import dev.bailiwick.declaration.yaml.Place;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A fault as it is reported.
 *
 * @param place where what is concerned is declared, if that is known
 * @param suppression why it is accepted for the time being, if it is
 */
record Finding(Fault fault, Optional<Place> place, Optional<Suppression> suppression) {

    private static final int SHOWN = 16;

    static Finding of(Fault fault, Optional<Place> place) {
        return new Finding(fault, place, Optional.empty());
    }

    Finding suppressedBy(Suppression reason) {
        return new Finding(fault, place, Optional.of(reason));
    }

    boolean open() {
        return suppression.isEmpty();
    }

    /**
     * The same for the same difference on every machine and in every release; another one if the
     * difference becomes another.
     */
    String fingerprint() {
        String text = fault.id() + '\n' + fault.object() + '\n' + fault.message();
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, SHOWN);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
