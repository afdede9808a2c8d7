package dev.bailiwick.posture.jsonapi.answer;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Attribute;
import dev.bailiwick.posture.jsonapi.Link;
import dev.bailiwick.posture.jsonapi.Relationship;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.request.Projection;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.OutputStream;
import java.util.List;

/** Writes documents, straight from the objects to bytes. For one use. */
final class DocumentWriter {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator json;
    private final String base;

    /**
     * @param base scheme, host and context path of the links
     */
    private DocumentWriter(JsonGenerator json, String base) {
        this.json = json;
        this.base = base;
    }

    static void write(Document document, String base, OutputStream out) {
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            new DocumentWriter(json, base).write(document);
        }
    }

    private void write(Document document) {
        json.writeStartObject();
        if (document.pagination() != null) {
            links(document.pagination());
        }
        json.writeName("data");
        if (document.many()) {
            json.writeStartArray();
            document.data().forEach(each -> write(each, document.projection()));
            json.writeEndArray();
        } else {
            write(document.data().getFirst(), document.projection());
        }
        if (!document.projection().include().relationships().isEmpty()) {
            json.writeArrayPropertyStart("included");
            document.included().forEach(each -> write(each, document.projection()));
            json.writeEndArray();
        }
        if (document.many() || document.data().getFirst().type().identified()) {
            meta(document.pagination());
        }
        json.writeEndObject();
    }

    private void links(Document.Pagination pagination) {
        json.writeObjectPropertyStart("links");
        json.writeStringProperty("first", pagination.first());
        json.writeStringProperty("last", pagination.last());
        json.writeStringProperty("next", pagination.next());
        json.writeStringProperty("prev", pagination.prev());
        json.writeEndObject();
    }

    private void meta(Document.@Nullable Pagination pagination) {
        json.writeObjectPropertyStart("meta");
        if (pagination != null) {
            json.writeObjectPropertyStart("pagination");
            json.writeNumberProperty("page", pagination.page());
            json.writeNumberProperty("pages", pagination.pages());
            json.writeNumberProperty("count", pagination.count());
            json.writeEndObject();
        }
        json.writeStringProperty("version", "v1");
        json.writeEndObject();
    }

    private void write(Resource resource, Projection projection) {
        ResourceType type = resource.type();
        json.writeStartObject();
        json.writeStringProperty("type", type.name());
        if (resource.id() != null) {
            json.writeStringProperty("id", resource.id());
        }
        json.writeObjectPropertyStart("attributes");
        for (Attribute attribute : type.attributes().values()) {
            if (projection.shows(type.name(), attribute.name())) {
                json.writeName(attribute.name());
                Json.write(json, attribute.kind().shown(resource.attribute(attribute.name())));
            }
        }
        json.writeEndObject();
        relationships(resource, projection);
        if (type.path() != null) {
            json.writeObjectPropertyStart("links");
            json.writeStringProperty("self", base + Api.V1 + type.path() + '/' + resource.id());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void relationships(Resource resource, Projection projection) {
        ResourceType type = resource.type();
        boolean open = false;
        for (Relationship relationship : type.relationships().values()) {
            if (projection.shows(type.name(), relationship.name())) {
                if (!open) {
                    json.writeObjectPropertyStart("relationships");
                    open = true;
                }
                write(relationship, resource.links(relationship.name()));
            }
        }
        if (open) {
            json.writeEndObject();
        }
    }

    private void write(Relationship relationship, List<Link> links) {
        json.writeObjectPropertyStart(relationship.name());
        if (relationship.many()) {
            json.writeArrayPropertyStart("data");
            links.forEach(link -> write(relationship.type(), link));
            json.writeEndArray();
            json.writeObjectPropertyStart("meta");
            json.writeNumberProperty("count", links.size());
            json.writeEndObject();
        } else {
            json.writeName("data");
            if (links.isEmpty()) {
                json.writeNull();
            } else {
                write(relationship.type(), links.getFirst());
            }
        }
        json.writeEndObject();
    }

    private void write(String type, Link link) {
        json.writeStartObject();
        json.writeStringProperty("type", type);
        json.writeStringProperty("id", link.id());
        if (!link.meta().isEmpty()) {
            json.writeName("meta");
            Json.write(json, link.meta());
        }
        json.writeEndObject();
    }
}
