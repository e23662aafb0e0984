-- Appends one event for each place in the arrays, with the next number of its aggregate, puts it into the outbox and
-- wakes the relay. Raises check_violation (aggregates_one_stream) if an aggregate belongs to another stream: its
-- sequence is counted over all its events, and a follower of one stream would wait for ever for a number that went to
-- another. Where the stream is not noted yet, that of the first event counts.
create or replace function platform.publish(
    ids uuid[], streams text[], types text[], lanes smallint[], aggregate_ids uuid[], bodies text[], traces text[],
    at timestamptz)
returns void language plpgsql as $$
declare i int; n bigint; p bigint; kept text;
begin
    for i in 1 .. cardinality(ids) loop
        insert into platform.aggregates as a (id, seq, stream)
        values (aggregate_ids[i], 1, streams[i])
        on conflict (id) do update set
            seq = a.seq + 1,
            stream = coalesce(
                a.stream,
                (select e.stream from platform.events e where e.aggregate_id = a.id order by e.seq limit 1),
                excluded.stream)
        returning seq, stream into n, kept;
        if kept <> streams[i] then
            raise exception 'an aggregate of % publishes no event of %', kept, streams[i]
                using errcode = 'check_violation', schema = 'platform', table = 'aggregates',
                    constraint = 'aggregates_one_stream';
        end if;
        insert into platform.events (id, stream, type, aggregate_id, seq, body, traceparent, occurred_at)
        values (ids[i], streams[i], types[i], aggregate_ids[i], n, bodies[i], traces[i], at)
        returning position into p;
        insert into platform.outbox (lane, event_position, aggregate_id) values (lanes[i], p, aggregate_ids[i]);
    end loop;
    perform pg_notify('outbox', '');
end $$;
