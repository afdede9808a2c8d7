package dev.bailiwick.posture.ingestion.ocsf;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What has been read of the resource that a record is about. */
final class DraftResource {

    boolean seen;
    String uid = "";
    String name = "";
    String type = "";
    @Nullable String region;
    @Nullable String namespace;
    String partition = "";
    String service = "";
    String details = "";
    String metadata = "";
    List<String> labels = List.of();

    /**
     * @param elsewhere the place, if the resource names none
     */
    SeenResource finish(FirstFault fault, String elsewhere, String group) {
        fault.require(seen, "/resources", "has no resource");
        String known = uid.isEmpty() ? name : uid;
        fault.fits(
                "/resources/0/uid",
                fault.required("/resources/0/uid", known),
                FirstFault.LONGEST_NAME);
        fault.fits("/resources/0/name", name, FirstFault.LONGEST_NAME);
        fault.fits("/resources/0/type", type, FirstFault.LONGEST_WORD);
        fault.fits("/resources/0/group/name", service, FirstFault.LONGEST_WORD);
        String place = place(elsewhere);
        fault.fits("/resources/0/region", place, FirstFault.LONGEST_WORD);
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            Map.Entry<String, String> tag = Tag.parse(labels.get(i));
            fault.fits("/resources/0/labels/" + i, tag.getKey(), FirstFault.LONGEST_WORD);
            fault.fits("/resources/0/labels/" + i, tag.getValue(), FirstFault.LONGEST_NAME);
            tags.put(tag.getKey(), tag.getValue());
        }
        return new SeenResource(
                known,
                name,
                place,
                service,
                type,
                orNull(partition),
                orNull(details),
                orNull(metadata),
                group,
                tags);
    }

    private String place(String elsewhere) {
        if (region != null) {
            return region;
        }
        return namespace == null ? elsewhere : namespace;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
