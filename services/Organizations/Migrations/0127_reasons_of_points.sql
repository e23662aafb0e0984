-- Corrects the wording of three seeded reasons, in place, because accounts show the reason of the version that counted. The wording
-- counts nothing: points, cap and period of a version stay, so an entry keeps its figures. A reason that an office entered stays.
update point_rules r
set reason_en = n.reason
from (values
    ('need-closed-employed', 'A need she opened ended in work', 'An opened need ended in work'),
    ('placement-started', 'A jobseeker she referred was hired', 'A referred jobseeker was hired'),
    ('placement-retained', 'A jobseeker she referred stayed in work', 'A referred jobseeker stayed in work')
) as n (kind, former, reason)
where r.kind = n.kind and r.reason_en = n.former and r.entered_by is null;
