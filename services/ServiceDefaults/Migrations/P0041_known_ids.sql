-- formerly c12084dc75f2f78cc7831c050c6607e5c589810daae122ec4c7d7f886b3e3081
-- Whether any of these ids is known here, whatever it is the id of: a record of this service or of another, somebody who signs in, an area.
-- platform.known_ids is written by platform.watch_ids, with a look into every index that begins with a column of ids;
-- each migration ends with it.
create index on platform.grants (organization_id);

select platform.watch_ids();
