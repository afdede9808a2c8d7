select coalesce(
    obj_description('bailiwick_authority.role'::regclass, 'pg_class')
        = 'model ' || md5(string_agg(line, e'\n' order by line collate "C")), false)
from (
        ${model_lines}) as lines (line)
