package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.PrincipalId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What is shared among some people in some teams, as plain maps: a share counts while it is open
 * and each that it was given on from still reaches who gave it on.
 */
final class ShareModel {

    static final int FULL = 4;

    private final Map<UUID, PrincipalId> owners;
    private final Set<PrincipalId> members;
    private final Set<PrincipalId> suspended = new HashSet<>();
    private final Map<UUID, @Nullable UUID> parents = new HashMap<>();
    private final Map<UUID, Set<PrincipalId>> teams = new HashMap<>();
    private final Map<UUID, Given> shares = new HashMap<>();

    /** By whom links were opened, since they are members, and at all. */
    private final Map<UUID, Set<PrincipalId>> opened = new HashMap<>();

    private final Map<UUID, Set<PrincipalId>> everOpened = new HashMap<>();

    /**
     * @param owners of the pages
     */
    ShareModel(Map<UUID, PrincipalId> owners, Set<PrincipalId> members, Set<UUID> teams) {
        this.owners = Map.copyOf(owners);
        this.members = new HashSet<>(members);
        teams.forEach(team -> this.teams.put(team, new HashSet<>()));
    }

    /** 0 for who knows nothing of it. */
    int level(PrincipalId who, UUID page) {
        if (!isActive(who)) {
            return 0;
        }
        return who.equals(owners.get(page))
                ? FULL
                : shares.values().stream()
                        .filter(share -> share.page().equals(page) && reaches(share, who))
                        .filter(this::counts)
                        .mapToInt(Given::level)
                        .max()
                        .orElse(0);
    }

    /** Whether anything that was given on counts, and whether anything does not. */
    boolean givenOn(boolean counting) {
        return shares.values().stream()
                .anyMatch(share -> share.from() != null && counts(share) == counting);
    }

    String share(UUID id, PrincipalId by, UUID page, Target target, int level) {
        int own = level(by, page);
        if (own < FULL) {
            return own == 0 ? "absent" : "above own";
        } else if (by.equals(target.member())) {
            return "oneself";
        } else if (target.member() != null && !members.contains(target.member())) {
            return "no target";
        }
        Optional<Given> from =
                by.equals(owners.get(page))
                        ? Optional.empty()
                        : shares.values().stream()
                                .filter(share -> share.page().equals(page))
                                .filter(share -> share.level() == FULL && reaches(share, by))
                                .filter(this::counts)
                                .min(
                                        Comparator.comparingInt(Given::depth)
                                                .thenComparing(share -> share.id().toString()));
        Given wanted =
                new Given(
                        id,
                        page,
                        target,
                        level,
                        by,
                        from.map(Given::id).orElse(null),
                        from.map(share -> share.depth() + 1).orElse(0),
                        Course.OPEN);
        Given shared = shares.values().stream().filter(wanted::isAgain).findFirst().orElse(wanted);
        shares.put(shared.id(), shared.in(Course.OPEN));
        return shared.id().toString();
    }

    String revoke(UUID id, PrincipalId by) {
        Given share = shares.get(id);
        if (share == null
                || share.course() == Course.REVOKED
                || !(by.equals(share.by())
                        || by.equals(share.target().member())
                        || by.equals(owners.get(share.page())))) {
            return "absent";
        }
        givenOn(id).forEach(one -> shares.put(one.id(), one.in(Course.REVOKED)));
        return "done";
    }

    String expire(UUID id) {
        shares.computeIfPresent(
                id, (_, share) -> share.course() == Course.OPEN ? share.in(Course.EXPIRED) : share);
        return "done";
    }

    String open(UUID id, PrincipalId who) {
        Given share = shares.get(id);
        if (share == null || !share.target().link()) {
            return "unknown";
        } else if (share.course() == Course.EXPIRED) {
            return "expired";
        } else if (!counts(share)
                || (share.target().once()
                        && everOpened.getOrDefault(id, Set.of()).stream()
                                .anyMatch(other -> !other.equals(who)))) {
            return "over";
        } else if (!isActive(who)) {
            return "members only";
        }
        everOpened.computeIfAbsent(id, _ -> new HashSet<>()).add(who);
        opened.computeIfAbsent(id, _ -> new HashSet<>()).add(who);
        return "opened";
    }

    String join(UUID team, PrincipalId whom) {
        if (!members.contains(whom)) {
            return "no member";
        }
        teams.getOrDefault(team, new HashSet<>()).add(whom);
        return "done";
    }

    String leave(UUID team, PrincipalId whom) {
        return teams.getOrDefault(team, new HashSet<>()).remove(whom) ? "done" : "absent";
    }

    String move(UUID team, @Nullable UUID parent) {
        for (UUID above = parent; above != null; above = parents.get(above)) {
            if (above.equals(team)) {
                return "cycle";
            }
        }
        parents.put(team, parent);
        return "done";
    }

    String suspend(PrincipalId whom) {
        if (members.contains(whom)) {
            suspended.add(whom);
        }
        return members.contains(whom) ? "done" : "absent";
    }

    String resume(PrincipalId whom) {
        suspended.remove(whom);
        return members.contains(whom) ? "done" : "absent";
    }

    String end(PrincipalId whom) {
        if (!members.remove(whom)) {
            return "absent";
        }
        suspended.remove(whom);
        teams.values().forEach(team -> team.remove(whom));
        shares.values().stream()
                .filter(share -> whom.equals(share.target().member()))
                .map(Given::id)
                .toList()
                .forEach(
                        id ->
                                givenOn(id)
                                        .forEach(
                                                one ->
                                                        shares.put(
                                                                one.id(), one.in(Course.REVOKED))));
        opened.values().forEach(all -> all.remove(whom));
        return "done";
    }

    String enrol(PrincipalId whom) {
        members.add(whom);
        return "done";
    }

    private boolean isActive(PrincipalId who) {
        return members.contains(who) && !suspended.contains(who);
    }

    private boolean reaches(Given share, PrincipalId who) {
        Target target = share.target();
        if (!isActive(who)) {
            return false;
        } else if (target.link()) {
            return opened.getOrDefault(share.id(), Set.of()).contains(who);
        } else if (target.team() == null) {
            return target.member() == null || target.member().equals(who);
        }
        for (UUID above = target.team(); above != null; above = parents.get(above)) {
            if (teams.getOrDefault(above, Set.of()).contains(who)) {
                return true;
            }
        }
        return false;
    }

    private boolean counts(Given share) {
        if (share.course() != Course.OPEN || share.from() == null) {
            return share.course() == Course.OPEN;
        }
        Given before = shares.get(share.from());
        return before != null && reaches(before, share.by()) && counts(before);
    }

    /** The share, and all that was given on from it. */
    private List<Given> givenOn(UUID id) {
        List<Given> all = new ArrayList<>();
        Given share = shares.get(id);
        if (share != null) {
            all.add(share);
            shares.values().stream()
                    .filter(other -> id.equals(other.from()))
                    .forEach(other -> all.addAll(givenOn(other.id())));
        }
        return all;
    }

    /**
     * Everybody if there is neither a member nor a team nor a link.
     *
     * @param once a link for the first who opens it
     */
    record Target(@Nullable PrincipalId member, @Nullable UUID team, boolean link, boolean once) {}

    private enum Course {
        OPEN,
        EXPIRED,
        REVOKED
    }

    /**
     * @param from null if the giver owns the page
     */
    private record Given(
            UUID id,
            UUID page,
            Target target,
            int level,
            PrincipalId by,
            @Nullable UUID from,
            int depth,
            Course course) {

        /** By whom, from what, of what, with whom and at what level another one was given. */
        private boolean isAgain(Given other) {
            return page.equals(other.page)
                    && target.equals(other.target)
                    && level == other.level
                    && by.equals(other.by)
                    && Objects.equals(from, other.from)
                    && !target.link()
                    && other.course == Course.OPEN;
        }

        private Given in(Course other) {
            return new Given(id, page, target, level, by, from, depth, other);
        }
    }
}
