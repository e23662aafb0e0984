-- Gives a table its one row policy, for reading and writing, and forces it on the owner too. The arguments name the
-- columns that hold the row's area, person, organization, partner and coverable resource; a null value never matches.
-- Every arm is an equality or a range on a column, so that each can use its index.
create or replace function platform.protect(
    target regclass, scope text default null, person text default null, organization text default null,
    partner text default null, resource text default null)
returns void language plpgsql as $$
declare rule text := 'current_setting(''app.system'', true) = ''on''';
begin
    if scope is not null then
        rule := format('(%I is null and current_setting(''app.system'', true) = ''on'')', scope);
        for i in 0 .. 8 loop
            rule := rule || format(
                ' or (%1$I >= current_setting(''app.lo%2$s'', true) and %1$I < current_setting(''app.hi%2$s'', true))',
                scope, i);
        end loop;
    end if;
    if person is not null then
        rule := rule || format(' or %I = nullif(current_setting(''app.person'', true), '''')::uuid', person);
    end if;
    if organization is not null then
        rule := rule || format(' or %I = nullif(current_setting(''app.organization'', true), '''')::uuid', organization);
    end if;
    if partner is not null then
        rule := rule || format(' or %I = nullif(current_setting(''app.partner'', true), '''')::uuid', partner);
    end if;
    if resource is not null then
        rule := rule || format(' or %I = any (nullif(current_setting(''app.covered'', true), '''')::uuid[])', resource);
    end if;
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format('create policy scope on %s using (%s) with check (%s)', target, rule, rule);
end $$;
