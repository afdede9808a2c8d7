package dev.bailiwick.posture.database.backup;

import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The first entry of a backup: what it is of, known before anything of it is unpacked.
 *
 * @param format of the file; another number is another format
 * @param made when it was begun
 * @param postgres the version of PostgreSQL, as in {@code 18.6}
 * @param machine system and processor; files of PostgreSQL are not for others
 * @param schema the newest step that the database had
 * @param keys whether the master key and the keys of tokens are in it
 */
record About(
        int format,
        String product,
        Instant made,
        String postgres,
        String machine,
        String schema,
        boolean keys) {

    static final String NAME = "backup.json";
    static final int FORMAT = 1;

    private static final Pattern SCHEMA = Pattern.compile("\\d+(\\.\\d+)*");

    About {
        Objects.requireNonNull(product, "product");
        Objects.requireNonNull(made, "made");
        Objects.requireNonNull(postgres, "postgres");
        Objects.requireNonNull(machine, "machine");
        if (!SCHEMA.matcher(schema).matches()) {
            throw new IllegalArgumentException("schema " + schema);
        }
    }

    /** The machine that this is. */
    static String here() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }

    /** This version of the product, as the build wrote it into the jar. */
    static String thisProduct() {
        String version = About.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }

    /** As in {@code 18}. */
    String postgresMajor() {
        return postgres.split("[^0-9]", 2)[0];
    }
}
