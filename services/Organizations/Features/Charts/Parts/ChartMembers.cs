using Contracts.Organizations.V1;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Sealing;

namespace Organizations.Features.Charts;

/// <summary>The people of a chart and their rows.</summary>
static class ChartMembers
{
    static readonly string[] Heads = [Post.Chair, Post.GridHead, Post.BuildingHead, Post.UnitHead],
        Deputies = [Post.ViceChair, Post.GroupLeader];
    public const int Leaders = 0,
        Seconds = 1,
        Others = 2;

    /// <returns>The rows of the chart, and whether telephones are shown in full.</returns>
    public static async Task<(ILookup<int, ChartMember> Rows, bool InFull)> ReadAsync(
        ChartQuestion asked,
        Session session,
        CancellationToken ct
    )
    {
        var people = await session.Query<PersonRow>(ChartRecords.People, asked, ct);
        var covers = (
            await session.Query<CoveredPlace>(
                ChartRecords.Covers,
                new
                {
                    people = people.Select(p => p.Id).ToArray(),
                    asked.Key,
                    asked.At,
                    asked.Day,
                },
                ct
            )
        ).ToLookup(c => c.PersonId);
        var full = await session.Find<bool>(
            ChartRecords.Leads,
            new
            {
                subject = session.Caller.Subject,
                roles = Posts.Lead,
                asked.Key,
                session.Now,
            },
            ct
        );
        session.RecordAccess(people.Select(p => p.Id));
        // A person who only answers for a place here leads nothing here, whatever the posts elsewhere.
        var rows = people.ToLookup(
            p =>
                !p.Held ? Others
                : Heads.Contains(p.Post) ? Leaders
                : Deputies.Contains(p.Post) && asked.Posts.Contains(p.Post) ? Seconds
                : Others,
            p => new ChartMember(
                p.Id,
                p.Name,
                p.Post,
                CodeTables.Post.NameOf(p.Post) ?? p.Post,
                p.Portfolio,
                Telephone(p, full, session),
                p.HasPhoto,
                p.HasPhoto && full ? $"/organizations/v1/people/{p.Id}/photo" : null,
                [.. covers[p.Id]]
            )
        );
        return (rows, full);
    }

    static string? Telephone(PersonRow p, bool full, Session session)
    {
        var text = session.Show(p.Telephone, "people", p.Id, "telephone");
        return full ? text : Mask.Middle(text, 3, 4);
    }

    sealed record PersonRow(
        Guid Id,
        string Name,
        string Post,
        string? Portfolio,
        byte[]? Telephone,
        bool Held,
        bool HasPhoto
    );
}
