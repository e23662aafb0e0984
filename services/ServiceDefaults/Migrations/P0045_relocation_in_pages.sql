-- Areas that move take their rows along page by page, before the tree is held: nobody waits but who writes in them. All pages are one transaction, so that who reads sees the rows
-- where they were until it commits.

-- The next page of the keys that begin with from_key, in the order of the keys, after a key. A row that somebody else is writing is waited for less than the second after which
-- PostgreSQL looks for a deadlock: the page is never its victim, and what the earlier pages did stays.
create function platform.relocate_page(target regclass, column_name text, from_key text, to_key text, after text, page int) returns text language plpgsql as $$
declare last text; patience text := current_setting('lock_timeout');
begin
    perform set_config('app.relocated', '', true), set_config('app.relocating', 'on', true), set_config('lock_timeout', '900ms', true);
    execute format('select max(k) from (select x.%2$I as k from %1$s x where x.%2$I >= $1 and x.%2$I < $1 || ''~'' and x.%2$I > $2 order by x.%2$I limit $3) p', target, column_name)
        into last using from_key, after, page;
    if last is not null then
        for attempt in 1 .. 40 loop
            begin
                execute format('update %1$s x set %2$I = $1 || substr(x.%2$I, $2) where x.%2$I >= $3 and x.%2$I > $4 and x.%2$I <= $5', target, column_name)
                    using to_key, length(from_key) + 1, from_key, after, last;
                exit;
            exception when lock_not_available or deadlock_detected then
                if attempt = 40 then raise; end if;
                perform pg_sleep(0.1);
            end;
        end loop;
    end if;
    perform set_config('app.relocating', '', true), set_config('lock_timeout', patience, true);
    return last;
end $$;

-- As before, and: who writes while pages are moved waits for one of their rows for 5 seconds and is then refused, for it holds the tree, which the mover needs in the end; in the
-- background, where a statement has a limit, nobody waits longer than 30 seconds for somebody else, which is no fault of the statement. Who moves outlasts them, and goes on where
-- PostgreSQL takes it for part of a deadlock.
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
        -- Who waits for it keeps all who come later waiting too: for a second, then two, at most six, with room for them between; some 23 in all.
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
    perform set_config('app.relocated', case when exists (select from platform.relocations) then 'on' else '' end, true);
end $$;
