package dev.bailiwick.checks.resource;

import java.util.List;

/**
 * One thing that checks look at.
 *
 * @param type as its format names it: {@code Deployment}, {@code aws_s3_bucket}, {@code Dockerfile}
 * @param name of the resource, empty if it has none
 * @param namespace of the resource, empty where there are none
 * @param file relative to what was examined, with slashes; of a cluster, what it was listed under
 * @param line counted from 1; 0 where there is no file
 * @param related other resources that point to this one, each with {@code type}, {@code name} and
 *     {@code resource}
 * @param texts with the lines of the file where they begin, of those that have lines of their own
 */
public record Resource(
        Format format,
        String type,
        String name,
        String namespace,
        String file,
        int line,
        Fields fields,
        List<Fields> related,
        Lines texts) {

    public Resource {
        related = List.copyOf(related);
    }

    /** One whose texts nobody looks into by their lines. */
    public Resource(
            Format format,
            String type,
            String name,
            String namespace,
            String file,
            int line,
            Fields fields,
            List<Fields> related) {
        this(format, type, name, namespace, file, line, fields, related, Lines.NONE);
    }

    /** As a reader calls it: {@code Deployment shop/web}. */
    public String title() {
        String called = namespace.isEmpty() || name.isEmpty() ? name : namespace + "/" + name;
        // what an image is built from is called as its kind, mostly
        return called.isEmpty() || called.equals(type) ? type : type + " " + called;
    }
}
