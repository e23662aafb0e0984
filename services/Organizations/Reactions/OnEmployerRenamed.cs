using Contracts.Jobs.V1;
using Organizations.Features.Organizations;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

/// <summary>
/// Renames the organization; Jobs keeps the register of employers, the former name stays in the history here.
/// </summary>
static class OnEmployerRenamed
{
    const string Find = "select kind, name from organizations where id = @EmployerId for update";
    const string Rename =
        "update organizations set name = @Name, since = greatest(since, @from), version = version + 1 where id = @id";

    public static async Task Handle(Received<EmployerRenamed> r, Session session, CancellationToken ct)
    {
        var known = await session.Find<Known>(Find, r.Event, ct);
        if (known is not { Kind: "employer" })
            throw new ForeignRowException("organizations");
        if (known.Name == r.Event.Name)
            return;
        var values = new
        {
            id = r.Event.EmployerId,
            r.Event.Name,
            from = ChinaDay.Of(r.OccurredAt),
        };
        await session.Execute(ChangeOrganization.Remember, values, ct);
        await session.Execute(Rename, values, ct);
    }

    sealed record Known(string Kind, string Name);
}
