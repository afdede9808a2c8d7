package dev.bailiwick.spring.desk;

import jakarta.persistence.LockModeType;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.query.Param;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

// snippet repository
interface Documents extends JpaRepository<Document, UUID> {

    List<Document> findAllByOrderByTitle();

    /** To be changed: empty also where one may only read it, since a lock takes the same policy. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<Document> findToChangeById(UUID id);

    /** Those of them that one may change, for buttons, as the policy says it: from EDIT on. */
    @Query(
            nativeQuery = true,
            value =
                    """
                    select id from document
                    where id in (:ids)
                    and (author_id = bailiwick.principal()
                        or id = any (bailiwick_authority.shared('document', 3)))
                    """)
    Set<UUID> changeable(@Param("ids") List<UUID> ids);
}
// end
