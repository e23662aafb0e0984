using Contracts.Jobs.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

/// <summary>An employer is an organization too, so that people can be appointed in it.</summary>
static class OnEmployerRegistered
{
    const string Keep = """
        insert into organizations (id, scope_key, kind, name, credit_code, division_id, registered_at, valid_from, since)
        values ($1, $2, 'employer', $3, $4, (select id from divisions where key = $2), $5, ($5 at time zone 'Asia/Shanghai')::date, ($5 at time zone 'Asia/Shanghai')::date)
        on conflict (id) do update set name = excluded.name, scope_key = excluded.scope_key, division_id = excluded.division_id, version = organizations.version + 1
        """;

    public static Task Handle(Received<EmployerRegistered> r, Session session, CancellationToken ct)
    {
        session.Defer(Keep, r.Event.EmployerId, r.Event.ScopeKey, r.Event.Name, r.Event.CreditCode, r.OccurredAt);
        return Task.CompletedTask;
    }
}
