-- Takes the lock of the tree until the end of the transaction: 'shared' for a session that writes, 'exclusive' for one
-- that moves areas, none for null. The exclusive lock waits for those writers and keeps new ones out; reading waits for
-- nobody. Notes in app.relocated whether areas were ever moved.
--
-- A writer that meets pages being moved waits for one of their rows for 5 seconds and is then refused: it holds the
-- tree, which the mover needs in the end. In the background, where a statement has a limit, it waits at most 30 seconds
-- for somebody else, which is no fault of the statement. The mover outlasts them, and goes on where PostgreSQL takes it
-- for part of a deadlock.
create or replace function platform.hold(how text) returns void language plpgsql as $$
declare patience text := current_setting('lock_timeout');
begin
    if how = 'shared' then
        perform pg_advisory_xact_lock_shared(hashtext('platform.tree'));
        if not pg_try_advisory_lock_shared(hashtext('platform.move')) then
            perform set_config('lock_timeout', '5s', true);
        else
            perform pg_advisory_unlock_shared(hashtext('platform.move'));
            if patience = '0' and current_setting('statement_timeout') <> '0' then
                perform set_config('lock_timeout', '30s', true);
            end if;
        end if;
    elsif how = 'exclusive' then
        -- All who come later wait behind it: for a second, then two, at most six, with room for them between; some 23 s
        -- in all. Patience that does not grow would be outlasted for ever by writers that take longer than a second.
        for attempt in 1 .. 6 loop
            perform set_config('lock_timeout', least(attempt, 6) || 's', true);
            begin
                perform pg_advisory_xact_lock(hashtext('platform.tree'));
                exit;
            exception when lock_not_available or deadlock_detected then
                if attempt = 6 then raise; end if;
                perform pg_sleep(0.3);
            end;
        end loop;
        perform set_config('lock_timeout', patience, true);
    end if;
    perform set_config(
        'app.relocated', case when exists (select from platform.relocations) then 'on' else '' end, true);
end $$;
