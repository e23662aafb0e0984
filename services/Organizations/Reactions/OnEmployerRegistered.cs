using Contracts.Jobs.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

/// <summary>Stores an employer as an organization, so that people can be appointed in it.</summary>
static class OnEmployerRegistered
{
    const string Keep = """
        insert into organizations (
            id, scope_key, kind, name, credit_code, division_id, registered_at, valid_from, since
        )
        values (
            @EmployerId, @ScopeKey, 'employer', @Name, @CreditCode, (select id from divisions where key = @ScopeKey),
            @at, @day, @day
        )
        on conflict (id)
            do update set name = excluded.name, scope_key = excluded.scope_key, division_id = excluded.division_id,
                version = organizations.version + 1
        where organizations.kind = 'employer'
        """;

    public static async Task Handle(Received<EmployerRegistered> r, Session session, CancellationToken ct)
    {
        var row = new
        {
            r.Event.EmployerId,
            r.Event.ScopeKey,
            r.Event.Name,
            r.Event.CreditCode,
            at = r.OccurredAt,
            day = ChinaDay.Of(r.OccurredAt),
        };
        if (await session.Execute(Keep, row, ct) == 0)
            throw new ForeignRowException("organizations");
    }
}
