package dev.bailiwick.posture.provider.credential;

import org.jspecify.annotations.Nullable;

/** For accounts of Alibaba Cloud. */
public sealed interface AlibabaCredentials extends Credentials {

    record Keys(String id, Hidden secret, @Nullable Hidden securityToken)
            implements AlibabaCredentials {}

    /** A role of RAM, taken on with keys. */
    record Role(String arn, @Nullable String sessionName, Keys keys)
            implements AlibabaCredentials {}
}
