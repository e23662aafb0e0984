-- As before, but with patience that grows: writers that each take longer than a second followed each other for ever, and whoever moves areas was refused at the end.
create or replace function platform.hold(how text) returns void language plpgsql as $$
declare patience text := current_setting('lock_timeout');
begin
    if how = 'shared' then
        perform pg_advisory_xact_lock_shared(hashtext('platform.tree'));
    elsif how = 'exclusive' then
        -- Who waits for it keeps all who come later waiting too: for a second, then two, at most five, with room for them between; some 22 in all.
        for attempt in 1 .. 6 loop
            perform set_config('lock_timeout', least(attempt, 5) || 's', true);
            begin
                perform pg_advisory_xact_lock(hashtext('platform.tree'));
                exit;
            exception when lock_not_available then
                if attempt = 6 then raise; end if;
                perform pg_sleep(0.3);
            end;
        end loop;
        perform set_config('lock_timeout', patience, true);
    end if;
    perform set_config('app.relocated', case when exists (select from platform.relocations) then 'on' else '' end, true);
end $$;
