package dev.bailiwick.posture.provider.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.Aead;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.provider.credential.SecretType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

final class SealTest {

    private static final Seat SEAT =
            new Seat(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), SecretType.STATIC);

    @TempDir private Path folder;

    @Test
    void opensInItsOwnSeatAlone() throws Exception {
        Aead master = MasterKey.of(folder.resolve("key"), Map.of()).readOrMake().first();
        DataKey key = key(master);
        byte[] sealed = key.seal("planted", SEAT);
        UUID other = UUID.randomUUID();

        assertThat(key.open(sealed, SEAT)).isEqualTo("planted");
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("planted");
        for (Seat seat :
                List.of(
                        new Seat(other, SEAT.secret(), SEAT.provider(), SEAT.type()),
                        new Seat(SEAT.tenant(), other, SEAT.provider(), SEAT.type()),
                        new Seat(SEAT.tenant(), SEAT.secret(), other, SEAT.type()),
                        new Seat(SEAT.tenant(), SEAT.secret(), SEAT.provider(), SecretType.ROLE))) {
            assertThatExceptionOfType(GeneralSecurityException.class)
                    .isThrownBy(() -> key.open(sealed, seat));
        }
    }

    @Test
    void sealsTheSameTextDifferentlyEachTime() throws Exception {
        DataKey key = key(MasterKey.of(folder.resolve("key"), Map.of()).readOrMake().first());

        assertThat(key.seal("planted", SEAT)).isNotEqualTo(key.seal("planted", SEAT));
    }

    @Test
    void aDataKeyIsUnwrappedByItsMasterKeyUnderItsIdAlone() {
        Aead master = MasterKey.of(folder.resolve("key"), Map.of()).readOrMake().first();
        Aead other = MasterKey.of(folder.resolve("other"), Map.of()).readOrMake().first();
        UUID id = UUID.randomUUID();
        byte[] wrapped = DataKey.make(id, master);

        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> DataKey.unwrap(id, wrapped, other));
        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> DataKey.unwrap(UUID.randomUUID(), wrapped, master));
    }

    @Test
    void theMasterKeyIsMadeOnceForItsOwnerAlone() throws IOException {
        Path file = folder.resolve("key");

        MasterKey.of(file, Map.of()).readOrMake();
        String first = Files.readString(file);
        MasterKey.of(file, Map.of()).readOrMake();

        assertThat(Files.readString(file)).isEqualTo(first);
        assertThat(Base64.getDecoder().decode(first.strip())).hasSize(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void refusesAMasterKeyThatIsMissingShortOrOpenToOthers() throws IOException {
        Path file = folder.resolve("key");
        assertThatThrownBy(() -> MasterKey.of(file, Map.of()).read())
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(file.toString());

        MasterKey.of(file, Map.of()).readOrMake();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> MasterKey.of(file, Map.of()).read())
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("chmod 600");

        Path odd = folder.resolve("short");
        Files.writeString(odd, Base64.getEncoder().encodeToString(new byte[31]));
        Files.setPosixFilePermissions(odd, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> MasterKey.of(odd, Map.of()).read())
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("32 bytes");
    }

    @Test
    void theVariableWinsOverTheFileAndIsNeverRepeated() throws Exception {
        Path file = folder.resolve("key");
        Map<String, String> right =
                Map.of("BAILIWICK_MASTER_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

        Aead master = MasterKey.of(file, right).readOrMake().first();

        assertThat(file).doesNotExist();
        UUID id = UUID.randomUUID();
        assertThat(
                        DataKey.unwrap(
                                id,
                                DataKey.make(id, master),
                                MasterKey.of(file, right).read().first()))
                .isNotNull();
        for (String wrong : List.of("planted", "cGxhbnRlZA==")) {
            assertThatThrownBy(
                            () -> MasterKey.of(file, Map.of("BAILIWICK_MASTER_KEY", wrong)).read())
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining("32 bytes in base64")
                    .hasMessageNotContaining(wrong);
        }
    }

    private static DataKey key(Aead master) throws GeneralSecurityException {
        UUID id = UUID.randomUUID();
        return DataKey.unwrap(id, DataKey.make(id, master), master);
    }
}
