package dev.bailiwick.posture.access;

import dev.bailiwick.posture.jsonapi.request.ChoiceRule;

import org.springframework.stereotype.Component;

/** Who sees all providers is told that an id is of none; to the others it may be out of sight. */
@Component
final class ProviderChoices implements ChoiceRule {

    @Override
    public boolean tells(String type) {
        return !type.equals("providers")
                || Caller.current().standing().visibility() instanceof Visibility.All;
    }
}
