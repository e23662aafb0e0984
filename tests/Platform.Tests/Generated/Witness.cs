using Testing;

namespace Platform.Tests.Generated;

/// <summary>
/// Sees what each request commits, whatever its handler says: a trigger on every table notes the transaction of a
/// caller, and its audit row, its Idempotency-Key or its import carries the trace that the request was sent with. What
/// the service does by itself is not noted.
/// </summary>
public sealed class Witness(WholePlatform platform)
{
    const string Install = """
        create schema witness;
        create table witness.writes (xid xid8 not null, relation text not null);
        create table witness.said (xid xid8 not null, trace_id text, purpose text not null, action text not null);
        create function witness.note() returns trigger language plpgsql security definer as $f$
        begin
            if concat(
                current_setting('app.hi0', true), current_setting('app.person', true),
                current_setting('app.organization', true)) <> ''
            then
                insert into witness.writes values (pg_current_xact_id(), tg_table_schema || '.' || tg_table_name);
            end if;
            return null;
        end $f$;
        create function witness.hear() returns trigger language plpgsql security definer as $f$
        begin
            insert into witness.said values (pg_current_xact_id(), new.trace_id, new.purpose, new.action);
            return null;
        end $f$;
        create function witness.hear_key() returns trigger language plpgsql security definer as $f$
        begin
            insert into witness.said values (pg_current_xact_id(), new.key, '', 'key');
            return null;
        end $f$;
        create function witness.hear_import() returns trigger language plpgsql security definer as $f$
        begin
            insert into witness.said values (pg_current_xact_id(), split_part(new.traceparent, '-', 2), '', 'import');
            return null;
        end $f$;
        create trigger zz_hear after insert on platform.audit for each row execute function witness.hear();
        create trigger zz_hear after insert on platform.idempotency for each row execute function witness.hear_key();
        create trigger zz_hear after insert on platform.imports for each row execute function witness.hear_import();
        do $d$
        declare t record;
        begin
            for t in select schemaname, tablename from pg_tables where schemaname in ('public', 'platform') loop
                execute format(
                    'create trigger zz_witness after insert or update or delete on %I.%I
                     for each row execute function witness.note()',
                    t.schemaname, t.tablename);
            end loop;
        end $d$;
        """;

    const string Read = """
        select coalesce(s.traces, '{}') as traces, coalesce(s.purpose, '') as purpose,
            coalesce(s.action, '') as action, w.relations
        from (
            select xid, string_agg(distinct relation, ', ') as relations
            from witness.writes
            group by xid
        ) w
        left join (
            select xid, array_agg(trace_id) as traces, string_agg(purpose, ' ') as purpose,
                string_agg(action, ' ') as action
            from witness.said
            group by xid
        ) s using (xid)
        """;

    public async Task InstallAsync()
    {
        foreach (var database in platform.Databases.Values)
            await database.Execute(Install);
    }

    /// <summary>All that was committed by callers since it was installed, or asked last.</summary>
    public async Task<IReadOnlyList<Commit>> TakeAsync()
    {
        List<Commit> all = [];
        foreach (var (service, database) in platform.Databases)
        {
            all.AddRange(
                (await database.Query<Row>(Read)).Select(r => new Commit(
                    service,
                    r.Traces,
                    r.Purpose,
                    r.Action,
                    r.Relations
                ))
            );
            await database.Execute("truncate witness.writes, witness.said");
        }
        return all;
    }

    sealed record Row(string[] Traces, string Purpose, string Action, string Relations);
}

/// <param name="Traces">The request's own, as trace or as key; empty where the transaction says neither.</param>
/// <param name="Relations">The tables it wrote to.</param>
public sealed record Commit(
    string Service,
    IReadOnlyList<string> Traces,
    string Purpose,
    string Action,
    string Relations
);
