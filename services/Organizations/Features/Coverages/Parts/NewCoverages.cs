using Contracts.Organizations.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>Starts one or many: all of them, or none with every bad field named.</summary>
static class NewCoverages
{
    public sealed record Begun(Guid Id, bool Lead);

    const string Insert = """
        insert into coverages (id, person_id, household_id, division_id, post, scope_key, valid_from)
        select u.*, @Now
        from unnest(@ids, @people, @households, @divisions, @posts, @keys) u
        on conflict do nothing
        returning id
        """;

    /// <param name="pointer">JSON pointer of the nth in the request.</param>
    /// <exception cref="ProblemException">PLT-0001, ORG-0006, ORG-0310, ORG-0311, ORG-0313.</exception>
    public static async Task<Begun[]> StartAsync(
        IReadOnlyList<NewCoverage> rows,
        Func<int, string> pointer,
        Session session,
        CancellationToken ct
    )
    {
        var read = await CoverageRow.ReadAsync(rows, pointer, session, ct);
        var people = read.Select(r => r.Person).Distinct().ToArray();
        await CoverageChecks.CheckPostsAsync(read, people, pointer, session, ct);
        await CoverageChecks.CheckAreasAsync(read, people, pointer, session, ct);

        await InsertAsync(read, pointer, session, ct);
        var leads = await LeadAsync(read, pointer, session, ct);
        foreach (var r in read)
            if (r.Household is { } household)
                session.Publish(new CoverageStarted(r.Id, r.Person, household, r.Post, session.Now));
            else
                session.Publish(new AreaCoverageStarted(r.Id, r.Person, r.Division!.Value, r.Key, r.Post, session.Now));
        await EndWithPost.SettleAsync(read.Select(r => (r.Person, r.Post)), session, ct);
        session.RecordAccess(people);
        return [.. read.Select(r => new Begun(r.Id, leads.Contains(r.Id)))];
    }

    static async Task InsertAsync(
        List<CoverageRow> read,
        Func<int, string> pointer,
        Session session,
        CancellationToken ct
    )
    {
        var begun = (
            await session.Query<Guid>(
                Insert,
                new
                {
                    ids = Of(r => r.Id),
                    people = Of(r => r.Person),
                    households = Of(r => r.Household),
                    divisions = Of(r => r.Division),
                    posts = Of(r => r.Post),
                    keys = Of(r => r.Key),
                    session.Now,
                },
                ct
            )
        ).ToHashSet();
        if (begun.Count < read.Count)
            throw new ProblemException(
                Problems.AlreadyCovered,
                [
                    .. read.Index()
                        .Where(r => !begun.Contains(r.Item.Id))
                        .Select(r => PlatformProblems.Duplicate.At(pointer(r.Index) + "/personId")),
                ]
            );

        T[] Of<T>(Func<CoverageRow, T> member) => [.. read.Select(member)];
    }

    static async Task<HashSet<Guid>> LeadAsync(
        List<CoverageRow> read,
        Func<int, string> pointer,
        Session session,
        CancellationToken ct
    )
    {
        var leads = await CoverageLead.StartAsync(
            [.. read.Where(r => r.Lead != false).OrderByDescending(r => r.Lead == true).Select(r => r.Id)],
            session,
            ct
        );
        if (read.Exists(r => r.Lead == true && !leads.Contains(r.Id)))
            throw new ProblemException(
                Problems.PlaceHasLead,
                [
                    .. read.Index()
                        .Where(r => r.Item.Lead == true && !leads.Contains(r.Item.Id))
                        .Select(r => PlatformProblems.Duplicate.At(pointer(r.Index) + "/lead")),
                ]
            );
        return leads;
    }
}
