package dev.bailiwick.spring.desk;

import dev.bailiwick.core.authority.Permission;

enum Permit implements Permission {
    MEMBER_MANAGE,
    AUDIT_READ,
    DOCUMENT_READ,
    DOCUMENT_WRITE,
    SHARE_OUTSIDE
}
