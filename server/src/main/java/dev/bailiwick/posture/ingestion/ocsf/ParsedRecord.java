package dev.bailiwick.posture.ingestion.ocsf;

/** One record of a file. */
public sealed interface ParsedRecord {

    /** Of the record in the file, from zero. */
    long position();

    /**
     * @param source what it says that all records of its account say
     */
    record Good(long position, OcsfFinding finding, Source source) implements ParsedRecord {}

    /**
     * @param pointer JSON pointer within the record; empty for the record itself
     * @param reason a sentence without the record's content
     */
    record Bad(long position, String pointer, String reason) implements ParsedRecord {}
}
