-- Moves the next page of the keys of one column that begin with from_key, in the order of the keys, after a key, and
-- returns the last key of the page; null at the end. Others write meanwhile: it waits for a row for less than the
-- second after which PostgreSQL looks for a deadlock, so the page is never its victim, and what the earlier pages did
-- stays.
create or replace function platform.relocate_page(
    target regclass, column_name text, from_key text, to_key text, after text, page int)
returns text language plpgsql as $$
declare last text; patience text := current_setting('lock_timeout');
begin
    perform
        set_config('app.relocated', '', true),
        set_config('app.relocating', 'on', true),
        set_config('lock_timeout', '900ms', true);
    execute format(
        'select max(k) from (
            select x.%2$I as k from %1$s x
            where x.%2$I >= $1 and x.%2$I < $1 || ''~'' and x.%2$I > $2
            order by x.%2$I limit $3) p',
        target, column_name)
    into last using from_key, after, page;
    if last is not null then
        for attempt in 1 .. 40 loop
            begin
                execute format(
                    'update %1$s x set %2$I = $1 || substr(x.%2$I, $2)
                    where x.%2$I >= $3 and x.%2$I > $4 and x.%2$I <= $5',
                    target, column_name)
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
