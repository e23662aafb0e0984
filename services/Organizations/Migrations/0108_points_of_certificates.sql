-- A revoked certificate takes back what it gave.
create index point_entries_certificate on point_entries (source_id) where kind = 'certificate-issued';
