package dev.bailiwick.posture.jsonapi.answer;

import dev.bailiwick.posture.jsonapi.Api;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Writes the documents that controllers return. A document is made in memory first, so that a fault
 * in it still becomes an errors document.
 */
@Component
final class DocumentConverter extends AbstractHttpMessageConverter<Document> {

    DocumentConverter() {
        super(Api.MEDIA_TYPE, MediaType.APPLICATION_JSON);
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == Document.class;
    }

    @Override
    public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
        return false;
    }

    @Override
    protected Document readInternal(Class<? extends Document> type, HttpInputMessage message) {
        throw new HttpMessageNotReadableException("Documents are written only", message);
    }

    @Override
    protected void addDefaultHeaders(
            HttpHeaders headers, Document document, @Nullable MediaType negotiated) {
        headers.setContentType(Api.MEDIA_TYPE);
    }

    @Override
    protected void writeInternal(Document document, HttpOutputMessage message) throws IOException {
        String base = ServletUriComponentsBuilder.fromCurrentContextPath().build().toUriString();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
        DocumentWriter.write(document, base, bytes);
        message.getHeaders().setContentLength(bytes.size());
        bytes.writeTo(message.getBody());
    }
}
