package dev.bailiwick.posture.ingestion.upload;

import dev.bailiwick.posture.ingestion.bytes.BlockInputStream;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.springframework.http.ContentDisposition;
import org.springframework.util.StringUtils;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The contents of the part {@code file} of a multipart form, read straight from the connection.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7578">RFC 7578</a>
 */
final class FormFile extends BlockInputStream {

    private static final String PART = "file";
    private static final int LONGEST_BOUNDARY = 70;
    private static final int MOST_HEADER_BYTES = 8 << 10;
    private static final int BUFFER = 64 << 10;

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int end;
    private boolean over;

    private FormFile(InputStream in, String boundary) {
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * @param boundary as the media type names it
     * @throws ApiException 400 if the form has no such part or is no form
     * @throws IOException if the connection is lost
     */
    static FormFile open(InputStream in, String boundary) throws IOException {
        if (boundary.isBlank() || boundary.length() > LONGEST_BOUNDARY) {
            throw ApiException.invalid("The form's boundary must have 1 to 70 characters.");
        }
        FormFile file = new FormFile(in, boundary);
        file.findPart();
        return file;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (over || length == 0) {
            return over ? -1 : 0;
        }
        while (true) {
            int stop = delimiterOr(Math.min(end, position + length));
            if (stop > position) {
                int count = stop - position;
                System.arraycopy(buffer, position, target, offset, count);
                position += count;
                return count;
            }
            if (end - position >= delimiter.length) {
                position += delimiter.length;
                over = true;
                return -1;
            }
            fill();
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void findPart() throws IOException {
        // the first delimiter may come without the line break that belongs to the others
        buffer[0] = '\r';
        buffer[1] = '\n';
        end = 2;
        do {
            over = false;
            transferTo(OutputStream.nullOutputStream());
        } while (!atPart());
        over = false;
    }

    /** Reads what follows a delimiter; false if it begins another part. */
    private boolean atPart() throws IOException {
        String rest = line();
        if (rest.startsWith("--")) {
            throw ApiException.invalid("The form has no part named '" + PART + "'.");
        }
        if (!rest.isBlank()) {
            throw notAForm();
        }
        Optional<String> name = Optional.empty();
        int bytes = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            bytes += header.length();
            if (bytes > MOST_HEADER_BYTES) {
                throw notAForm();
            }
            name = name.isPresent() ? name : nameIn(header);
            refuseTransferEncoding(header);
        }
        return name.filter(PART::equals).isPresent();
    }

    private static Optional<String> nameIn(String header) {
        String[] field = StringUtils.split(header, ":");
        if (field == null || !field[0].strip().equalsIgnoreCase("content-disposition")) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(ContentDisposition.parse(field[1].strip()).getName());
        } catch (IllegalArgumentException e) {
            throw notAForm();
        }
    }

    private static void refuseTransferEncoding(String header) {
        String text = header.toLowerCase(Locale.ROOT);
        if (text.startsWith("content-transfer-encoding:")
                && (text.contains("base64") || text.contains("quoted-printable"))) {
            throw ApiException.invalid("The file must be sent as it is, without an encoding.");
        }
    }

    /** Up to the next line break, which is taken too. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (position == end) {
                fill();
            }
            char c = (char) (buffer[position++] & 0xFF);
            if (c == '\n') {
                int length = line.length();
                if (length > 0 && line.charAt(length - 1) == '\r') {
                    line.setLength(length - 1);
                }
                return line.toString();
            }
            line.append(c);
            if (line.length() >= 2 && line.charAt(0) == '-' && line.charAt(1) == '-') {
                // after the last delimiter nothing need follow
                return line.toString();
            }
            if (line.length() > MOST_HEADER_BYTES) {
                throw notAForm();
            }
        }
    }

    /** Where before {@code bound} the delimiter begins, or could if more bytes were here. */
    private int delimiterOr(int bound) {
        for (int i = position; i < bound; i++) {
            if (buffer[i] == '\r' && isDelimiter(i)) {
                return i;
            }
        }
        return bound;
    }

    private boolean isDelimiter(int from) {
        int length = Math.min(delimiter.length, end - from);
        for (int i = 0; i < length; i++) {
            if (buffer[from + i] != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, position, buffer, 0, end - position);
        end -= position;
        position = 0;
        int read = in.read(buffer, end, buffer.length - end);
        if (read < 0) {
            throw notAForm();
        }
        end += read;
    }

    private static ApiException notAForm() {
        return ApiException.invalid("The form is malformed, or ends before its last boundary.");
    }
}
