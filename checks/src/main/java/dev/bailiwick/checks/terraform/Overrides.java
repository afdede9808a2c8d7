package dev.bailiwick.checks.terraform;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * In which order Terraform reads the files of a directory, and what it makes of a block that stands
 * in {@code override.tf} or {@code *_override.tf} once more.
 *
 * @see <a href="https://developer.hashicorp.com/terraform/language/files/override">Override
 *     Files</a>
 */
final class Overrides {

    private Overrides() {}

    /** The higher one wins; of the same ones, whichever comes later by its name. */
    static int rank(String file) {
        if (file.endsWith(".auto.tfvars")) {
            return 3;
        }
        if (areValues(file)) {
            return 2;
        }
        return overrides(file) ? 1 : 0;
    }

    /** Whether there are values of variables in it and no blocks. */
    static boolean areValues(String file) {
        return file.toLowerCase(Locale.ROOT).endsWith(".tfvars");
    }

    /** Whether these values are loaded everywhere: some disks take no account of capitals. */
    static boolean areLoaded(String file) {
        return name(file).equals("terraform.tfvars") || file.endsWith(".auto.tfvars");
    }

    private static String name(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    static boolean overrides(String file) {
        String name = name(file);
        if (name.startsWith(".") || !(name.endsWith(".tf") || name.endsWith(".tofu"))) {
            // Terraform does not read it: it is no more than another file that is looked at
            return false;
        }
        String stem = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        return stem.equals("override") || stem.endsWith("_override");
    }

    /** Attributes one by one; blocks of a type all together. */
    static Body.Block merged(Body.Block below, Body.Block above) {
        Set<String> names = new HashSet<>();
        above.body().attributes().forEach(each -> names.add(each.name()));
        Set<String> types = new HashSet<>();
        above.body().blocks().forEach(each -> types.add(type(each)));
        List<Body.Attribute> attributes = new ArrayList<>(below.body().attributes());
        attributes.removeIf(each -> names.contains(each.name()));
        attributes.addAll(above.body().attributes());
        List<Body.Block> blocks = new ArrayList<>(below.body().blocks());
        blocks.removeIf(each -> types.contains(type(each)));
        blocks.addAll(above.body().blocks());
        return new Body.Block(
                below.type(),
                below.labels(),
                new Body(List.copyOf(attributes), List.copyOf(blocks)),
                below.line());
    }

    private static String type(Body.Block block) {
        return block.type().equals("dynamic") ? block.label(0) : block.type();
    }
}
