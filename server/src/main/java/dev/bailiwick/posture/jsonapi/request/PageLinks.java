package dev.bailiwick.posture.jsonapi.request;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Addresses of the other pages of a list: the same request with another page number. */
final class PageLinks {

    private static final String NUMBER = "page[number]";

    private final String address;
    private final Map<String, String> parameters = new TreeMap<>();

    PageLinks(String address, Map<String, String[]> given) {
        this.address = address;
        given.forEach((name, values) -> parameters.put(name, values[values.length - 1]));
    }

    String page(int number) {
        parameters.put(NUMBER, Integer.toString(number));
        StringBuilder result = new StringBuilder(address);
        char separator = '?';
        for (Map.Entry<String, String> each : parameters.entrySet()) {
            result.append(separator)
                    .append(encoded(each.getKey()))
                    .append('=')
                    .append(encoded(each.getValue()));
            separator = '&';
        }
        return result.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
