-- Run for maintenance, behind everything else; ExistingMembersIT runs it.

-- snippet existing
select bailiwick_authority.bring_in(
    seat.club_id::text,
    jsonb_object_agg(seat.person_id, jsonb_build_array(case when seat.is_chair then 'owner' else 'member' end)))
from league.seat group by seat.club_id
-- end
