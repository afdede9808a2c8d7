package dev.bailiwick.posture.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why something cannot be done with a file, in words of whoever has named it. */
public final class FileFault {

    private FileFault() {}

    /** Half a sentence, to be put behind the name of the file. */
    public static String of(IOException failure) {
        return switch (failure) {
            case NoSuchFileException gone -> "there is no such file or directory";
            case AccessDeniedException denied -> "access is denied";
            case NotDirectoryException file -> "it is no directory";
            case FileAlreadyExistsException taken -> "there is a file of that name";
            case FileSystemException told when told.getReason() != null -> told.getReason();
            default -> String.valueOf(failure.getMessage());
        };
    }
}
