using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Organizations;

/// <summary>Registers one or many: all of them, or none with every bad field named.</summary>
static class NewOrganizations
{
    /// <summary>Read as the system: a code or a place may be taken in any area.</summary>
    const string Taken = """
        select kind, credit_code, division_id from organizations
        where credit_code = any (@codes)
            or (kind in ('federation', 'womens-group') and division_id = any (@divisions) and valid_to is null)
        """;
    const string Insert = """
        insert into organizations (
            id, scope_key, kind, name, credit_code, division_id, parent_id, status, valid_from, since, registered_at
        )
        select id, key, kind, name, code, division, parent, status, first, first, @Now
        from unnest(
            @ids::uuid[], @keys::text[], @kinds::text[], @names::text[], @codes::text[], @divisions::uuid[],
            @parents::uuid[], @statuses::text[], @firsts::date[]
        ) as u (id, key, kind, name, code, division, parent, status, first)
        """;

    /// <param name="pointer">JSON pointer of the nth in the request.</param>
    public static async Task<Guid[]> RegisterAsync(
        IReadOnlyList<NewOrganization> rows,
        Func<int, string> pointer,
        Session session,
        CancellationToken ct
    )
    {
        var read = await OrganizationRows.ReadAsync(rows, pointer, session, ct);
        // Of two requests that register the same, the second waits here and then sees the first.
        await session.Execute("select pg_advisory_xact_lock(hashtextextended('organizations', 0))", ct);
        var taken = await session.AsSystem(
            () =>
                session.Query<Known>(
                    Taken,
                    new
                    {
                        codes = read.Select(r => r.CreditCode).OfType<string>().ToArray(),
                        divisions = read.Select(r => r.DivisionId).ToArray(),
                    },
                    ct
                ),
            ct
        );
        Check(read, taken, pointer);
        session.Defer(
            Insert,
            new
            {
                ids = read.Select(r => r.Id).ToArray(),
                keys = read.Select(r => r.Key).ToArray(),
                kinds = read.Select(r => r.Kind).ToArray(),
                names = read.Select(r => r.Name).ToArray(),
                codes = read.Select(r => r.CreditCode).ToArray(),
                divisions = read.Select(r => r.DivisionId).ToArray(),
                parents = read.Select(r => r.ParentId).ToArray(),
                statuses = read.Select(r => r.Status).ToArray(),
                firsts = read.Select(r => r.ValidFrom).ToArray(),
                session.Now,
            }
        );
        await session.Flush(ct);
        return [.. read.Select(r => r.Id)];
    }

    /// <exception cref="ProblemException">A credit code is taken, or a place that allows one organization
    /// only.</exception>
    static void Check(List<OrganizationRows.Row> read, IReadOnlyList<Known> taken, Func<int, string> pointer)
    {
        var codes = taken.Where(t => t.CreditCode is not null).Select(t => (t.CreditCode, t.Kind)).ToHashSet();
        var places = taken
            .Where(t => OrganizationKinds.IsOnePerDivision(t.Kind))
            .Select(t => (t.DivisionId, t.Kind))
            .ToHashSet();
        List<(ServiceDefaults.Http.Problem Problem, FieldError At)> conflicts = [];
        for (var i = 0; i < read.Count; i++)
        {
            var r = read[i];
            if (r.CreditCode is not null && !codes.Add((r.CreditCode, r.Kind)))
                conflicts.Add((Problems.CreditCodeTaken, PlatformProblems.Duplicate.At(pointer(i) + "/creditCode")));
            if (OrganizationKinds.IsOnePerDivision(r.Kind) && !places.Add((r.DivisionId, r.Kind)))
                conflicts.Add((Problems.OrganizationThere, PlatformProblems.Duplicate.At(pointer(i) + "/divisionId")));
        }
        if (conflicts.Count > 0)
            throw new ProblemException(conflicts[0].Problem, [.. conflicts.Select(c => c.At)]);
    }

    sealed record Known(string Kind, string? CreditCode, Guid? DivisionId);
}
