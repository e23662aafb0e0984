-- formerly a9c4bc24617673d5f4582d9eb86506fde1bb0baed60c2adb3549c6625ff84193
-- The audit is chained under a key that this database does not hold, through one function that numbers rows and
-- alters nothing else. The app role appends rows and reads them; the policies say so, for the release before grants
-- rights of its own when it migrates. Its writer finds no row to number here and goes on with its other work.
alter table platform.audit add column chain_key text;
alter table platform.audit
    add constraint audit_numbered check (chain_no > 0) not valid,
    add constraint audit_linked check ((chain_no is null) = (hash is null) and (chain_no is not null or chain_key is null)) not valid;
drop policy append on platform.audit;
drop policy system on platform.audit;
create policy append on platform.audit for insert with check (chain_no is null and hash is null and chain_key is null);
create policy system on platform.audit for select using (current_setting('app.system', true) = 'on');
create policy writer on platform.audit to current_user using (true) with check (true);

-- How far the chain goes. The first "unkeyed" rows were chained by the release before, without a key; the writer
-- seals the last of them with all that follows. Without a seal: not done yet.
create table platform.audit_head (
    id int primary key default 1 check (id = 1),
    unkeyed bigint not null,
    chain_no bigint not null,
    hash bytea not null,
    chain_key text,
    seal bytea
);
alter table platform.audit_head enable row level security;
alter table platform.audit_head force row level security;
create policy system on platform.audit_head for select using (current_setting('app.system', true) = 'on');
create policy writer on platform.audit_head to current_user using (true) with check (true);
insert into platform.audit_head (unkeyed, chain_no, hash)
select coalesce(max(chain_no), 0), coalesce(max(chain_no), 0), coalesce((array_agg(hash order by chain_no desc))[1], '')
from (select chain_no, hash from platform.audit where chain_no is not null order by chain_no desc limit 1) l;
