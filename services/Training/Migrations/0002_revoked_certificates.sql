-- formerly 0f5bc81ba1567050edb922ef56076ef868c631c07013149bbd6a98b59b7ac122
-- A certificate can be revoked: row and number stay, and its public address says so. The enrolment is open again and
-- may earn another one, the next turn.
alter table certificates
    add column revoked_on date,
    add column revoked_by uuid,
    add column reason_code text,
    add column turn int not null default 1,
    add constraint certificates_revocation check (
        (revoked_on is null) = (reason_code is null) and (revoked_on is null) = (revoked_by is null)),
    drop constraint certificates_once,
    add constraint certificates_once unique (enrolment_id, turn);
alter table verifications add column revoked_on date;
