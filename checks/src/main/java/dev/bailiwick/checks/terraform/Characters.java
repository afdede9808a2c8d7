package dev.bailiwick.checks.terraform;

import dev.bailiwick.checks.resource.UnreadableException;

/** A text that is read from left to right, with the line reached. */
final class Characters {

    static final char END = '\0';

    private static final int LONGEST_NAME = 1_000;

    private final String text;
    private int at;
    private int line;

    Characters(String text, int line) {
        this.text = text;
        this.line = line;
    }

    int line() {
        return line;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    char peek() {
        return peek(0);
    }

    char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : END;
    }

    boolean sees(String next) {
        return text.startsWith(next, at);
    }

    char next() {
        char next = peek();
        at++;
        if (next == '\n') {
            line++;
        }
        return next;
    }

    void skip(int count) {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    boolean take(String expected) {
        if (!sees(expected)) {
            return false;
        }
        skip(expected.length());
        return true;
    }

    void expect(String expected) throws UnreadableException {
        if (!take(expected)) {
            throw unreadable("expected '" + expected + "'");
        }
    }

    /** Comments and blanks; also ends of lines, if {@code lines}. */
    void blanks(boolean lines) throws UnreadableException {
        while (true) {
            if (peek() == ' ' || peek() == '\t' || peek() == '\r' || (lines && peek() == '\n')) {
                if (atEnd()) {
                    return;
                }
                next();
            } else if (peek() == '#' || sees("//")) {
                restOfLine();
            } else if (sees("/*")) {
                longComment();
            } else {
                return;
            }
        }
    }

    /** Up to the end of the line, which stays. */
    String restOfLine() {
        int end = text.indexOf('\n', at);
        String rest = text.substring(at, end < 0 ? text.length() : end);
        at += rest.length();
        return rest;
    }

    private void longComment() throws UnreadableException {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
            throw unreadable("a comment that does not end");
        }
        skip(end + 2 - at);
    }

    boolean atIdentifier() {
        return Character.isLetter(peek()) || peek() == '_';
    }

    String identifier() throws UnreadableException {
        if (!atIdentifier()) {
            throw unreadable("expected a name");
        }
        int begin = at;
        while (Character.isLetterOrDigit(peek()) || peek() == '_' || peek() == '-') {
            at++;
        }
        if (at - begin > LONGEST_NAME) {
            throw new UnreadableException(
                    line, "a name of more than " + LONGEST_NAME + " characters");
        }
        return text.substring(begin, at);
    }

    UnreadableException unreadable(String reason) {
        String found =
                atEnd() ? "the end" : peek() == '\n' ? "the end of the line" : "'" + peek() + "'";
        return new UnreadableException(line, reason + ", found " + found);
    }
}
