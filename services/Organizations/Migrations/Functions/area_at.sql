-- Returns the area, as it was on a day, of the division that has this key today, in spans lo <= key < hi of today's
-- keys that do not overlap: without what came to it since, and with what left it since. Rows carry today's keys, so
-- lists and figures of a past day read these spans.
--
-- A row at a key of a span lay, as keys went on that day, at place || substr(key, length(root) + 1). A division that
-- hung elsewhere has a step there that no key of today has: its first digit is w or later.
create or replace function area_at(whole text, day date)
returns table (lo text, hi text, root text, place text) language plpgsql stable rows 1 as $$
#variable_conflict use_column
begin
    if not exists (select from hung_elsewhere(day)) then
        return query select whole, whole || '~', whole, whole;
        return;
    end if;
    return query
    with recursive
    hung as materialized (
        select h.key collate "C" as key, h.above collate "C" as above from hung_elsewhere(day) h),
    roots as materialized (select h.key from hung h union select whole collate "C"),
    owned as materialized (
        select
            h.key, h.above,
            (select max(r.key) from roots r where starts_with(h.above, r.key)) as owner,
            row_number() over (partition by h.above order by h.key)::int - 1 as n
        from hung h
        where h.key <> whole),
    zones as (
        select whole collate "C" as root, whole collate "C" as place
        union all
        select
            o.key,
            z.place || substr(o.above, length(z.root) + 1) || chr(119 + o.n / 256) || lpad(to_hex(o.n % 256), 2, '0')
        from zones z
        join owned o on o.owner = z.root),
    cuts as materialized (
        select c.key, (select max(r.key) from roots r where r.key <> c.key and starts_with(c.key, r.key)) as owner
        from roots c),
    starts as (
        select z.root, z.place, z.root as lo from zones z
        union all
        select z.root, z.place, c.key || '~' from zones z join cuts c on c.owner = z.root)
    select
        s.lo,
        coalesce((select min(c.key) from cuts c where c.owner = s.root and c.key > s.lo), s.root || '~'),
        s.root, s.place
    from starts s;
end $$;
