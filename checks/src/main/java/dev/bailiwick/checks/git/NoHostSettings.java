package dev.bailiwick.checks.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * What the machine's own Git is told, this one is not: proxies, credentials, other names of
 * addresses, commands to run.
 */
final class NoHostSettings extends SystemReader.Delegate {

    private NoHostSettings(SystemReader system) {
        super(system);
    }

    static void install() {
        SystemReader present = SystemReader.getInstance();
        if (!(present instanceof NoHostSettings)) {
            SystemReader.setInstance(new NoHostSettings(present));
        }
    }

    @Override
    public @Nullable String getenv(String variable) {
        return null;
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    /** Is there, and never read nor written. */
    private static final class Empty extends FileBasedConfig {

        Empty(Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {}

        @Override
        public void save() {}

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
