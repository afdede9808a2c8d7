package dev.bailiwick.posture.scan.prowler;

import dev.bailiwick.posture.provider.credential.Hidden;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** The secrets that stand in a document of credentials, each by itself. */
final class DocumentSecrets {

    private static final JsonMapper JSON = new JsonMapper();

    /** Members that say who and where, without which nobody would make anything of a message. */
    private static final Set<String> TOLD =
            Set.of(
                    // kubeconfigs
                    "apiVersion",
                    "kind",
                    "name",
                    "cluster",
                    "user",
                    "namespace",
                    "current-context",
                    "server",
                    "tls-server-name",
                    // clouds.yaml
                    "auth_url",
                    "auth_type",
                    "region_name",
                    "regions",
                    "interface",
                    "identity_api_version",
                    "project_name",
                    "project_domain_name",
                    "user_domain_name",
                    "domain_name",
                    // keys of service accounts
                    "type",
                    "project_id",
                    "client_email",
                    "auth_uri",
                    "token_uri",
                    "auth_provider_x509_cert_url",
                    "client_x509_cert_url",
                    "universe_domain");

    private DocumentSecrets() {}

    /** Every text in it but those that are known to be none; keys also without their wrapping. */
    static List<String> of(Hidden document) {
        List<String> found = new ArrayList<>();
        collect(JSON.readTree(document.text()), "", found);
        return found;
    }

    private static void collect(JsonNode node, String member, List<String> found) {
        if (node.isObject()) {
            node.forEachEntry((name, value) -> collect(value, name, found));
        } else if (node.isArray()) {
            node.forEach(each -> collect(each, member, found));
        } else if (node.isString() && !TOLD.contains(member)) {
            found.add(node.stringValue());
            unwrap(node.stringValue(), found);
        }
    }

    private static void unwrap(String text, List<String> found) {
        try {
            String inner = new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8);
            if (inner.startsWith("-----BEGIN ")) {
                found.add(inner);
            }
        } catch (IllegalArgumentException e) {
            // as it is, then
        }
    }
}
