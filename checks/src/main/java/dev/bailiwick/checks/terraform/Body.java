package dev.bailiwick.checks.terraform;

import java.util.List;

/** What stands in a file or between the braces of a block, in order. */
record Body(List<Attribute> attributes, List<Block> blocks) {

    record Attribute(String name, Expression value, int line) {}

    record Block(String type, List<String> labels, Body body, int line) {

        String label(int index) {
            return index < labels.size() ? labels.get(index) : "";
        }
    }
}
