using Testing;

namespace Platform.Tests.Generated;

/// <summary>
/// Records the committed writes of each request: a trigger on every table logs the transaction of a caller, and the
/// audit row, Idempotency-Key or import of the transaction carries the trace of the request. Transactions without a
/// caller are not logged.
/// </summary>
public sealed class WriteRecorder(WholePlatform platform)
{
    const string Install = """
        create schema write_log;
        create table write_log.writes (xid xid8 not null, relation text not null);
        create table write_log.requests (xid xid8 not null, trace_id text, purpose text not null, action text not null);
        create function write_log.log_write() returns trigger language plpgsql security definer as $f$
        begin
            if concat(
                current_setting('app.hi0', true), current_setting('app.person', true),
                current_setting('app.organization', true)) <> ''
            then
                insert into write_log.writes values (pg_current_xact_id(), tg_table_schema || '.' || tg_table_name);
            end if;
            return null;
        end $f$;
        create function write_log.log_request() returns trigger language plpgsql security definer as $f$
        begin
            insert into write_log.requests values (pg_current_xact_id(), new.trace_id, new.purpose, new.action);
            return null;
        end $f$;
        create function write_log.log_key() returns trigger language plpgsql security definer as $f$
        begin
            insert into write_log.requests values (pg_current_xact_id(), new.key, '', 'key');
            return null;
        end $f$;
        create function write_log.log_import() returns trigger language plpgsql security definer as $f$
        begin
            insert into write_log.requests values (pg_current_xact_id(), split_part(new.traceparent, '-', 2), '', 'import');
            return null;
        end $f$;
        create trigger zz_log_request after insert on platform.audit
            for each row execute function write_log.log_request();
        create trigger zz_log_request after insert on platform.idempotency
            for each row execute function write_log.log_key();
        create trigger zz_log_request after insert on platform.imports
            for each row execute function write_log.log_import();
        do $d$
        declare t record;
        begin
            for t in select schemaname, tablename from pg_tables where schemaname in ('public', 'platform') loop
                execute format(
                    'create trigger zz_log_write after insert or update or delete on %I.%I
                     for each row execute function write_log.log_write()',
                    t.schemaname, t.tablename);
            end loop;
        end $d$;
        """;

    const string Read = """
        select coalesce(s.traces, '{}') as traces, coalesce(s.purpose, '') as purpose,
            coalesce(s.action, '') as action, w.relations
        from (
            select xid, string_agg(distinct relation, ', ') as relations
            from write_log.writes
            group by xid
        ) w
        left join (
            select xid, array_agg(trace_id) as traces, string_agg(purpose, ' ') as purpose,
                string_agg(action, ' ') as action
            from write_log.requests
            group by xid
        ) s using (xid)
        """;

    public async Task InstallAsync()
    {
        foreach (var database in platform.Databases.Values)
            await database.Execute(Install);
    }

    /// <summary>Transactions of callers that wrote rows since the installation or the last call.</summary>
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
            await database.Execute("truncate write_log.writes, write_log.requests");
        }
        return all;
    }

    sealed record Row(string[] Traces, string Purpose, string Action, string Relations);
}
