-- formerly 6118d08182ef53b6042ef1c05406787c7d6473f9c338f4bf1faeaee37f96e71a
select platform.protect('platform.audit', person => 'caller_id');
drop policy scope on platform.audit;
create policy append on platform.audit for insert with check (true);
create policy system on platform.audit for all using (current_setting('app.system', true) = 'on');
-- A change is seen by whoever may see where the row was or where it is now.
select platform.protect('platform.changes', scope => 'scope_after');
create policy left_scope on platform.changes for select using (
    (scope_before >= current_setting('app.lo0', true) and scope_before < current_setting('app.hi0', true))
    or (scope_before >= current_setting('app.lo1', true) and scope_before < current_setting('app.hi1', true))
    or (scope_before >= current_setting('app.lo2', true) and scope_before < current_setting('app.hi2', true))
    or (scope_before >= current_setting('app.lo3', true) and scope_before < current_setting('app.hi3', true))
    or (scope_before >= current_setting('app.lo4', true) and scope_before < current_setting('app.hi4', true))
    or (scope_before >= current_setting('app.lo5', true) and scope_before < current_setting('app.hi5', true))
    or (scope_before >= current_setting('app.lo6', true) and scope_before < current_setting('app.hi6', true))
    or (scope_before >= current_setting('app.lo7', true) and scope_before < current_setting('app.hi7', true))
    or (scope_before >= current_setting('app.lo8', true) and scope_before < current_setting('app.hi8', true)));
create policy append on platform.changes for insert with check (true);
