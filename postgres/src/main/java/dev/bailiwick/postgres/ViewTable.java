package dev.bailiwick.postgres;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A view that reads as whoever asks, under the policies of the tables behind it. Begin with {@link
 * Table#view}.
 */
public final class ViewTable extends GrantedTable<ViewTable> {

    ViewTable(String name, Access access) {
        super(name, access);
    }

    @Override
    ViewTable with(Access changed) {
        return new ViewTable(name(), changed);
    }

    @Override
    public Map<String, Object> words() {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("kind", "view");
        addAccess(words);
        return words;
    }

    @Override
    String kind() {
        return "invoker's";
    }

    @Override
    Shape shape() {
        return Shape.VIEW;
    }

    @Override
    List<Policy> policies(Wall wall) {
        return List.of();
    }

    @Override
    OwnerAccess owner() {
        return OwnerAccess.NOTHING;
    }

    @Override
    boolean rowSecurity() {
        return false;
    }
}
