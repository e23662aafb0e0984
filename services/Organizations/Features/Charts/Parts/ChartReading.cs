using Contracts.Organizations.V1;
using Organizations.Features.Coverages;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Charts;

/// <summary>Reads a chart from the records.</summary>
static class ChartReading
{
    /// <summary>Rows of a chart, from the top; below the village the heads of the place come first.</summary>
    static readonly string[] OfFederations = [Post.Chair, Post.ViceChair, Post.ExecutiveMember],
        OfGrids = [Post.GridHead, Post.BuildingHead, Post.UnitHead, Post.GroupLeader, Post.GridMember];

    public static async Task<Chart> ReadAsync(Guid id, DateOnly? asOf, Session session, CancellationToken ct)
    {
        var (at, day) = (Moment.Of(asOf, session), asOf ?? session.Today);
        var d = await session.Find<DivisionRow>(ChartRecords.FindDivision, new { id, day }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var limits = await CoverageLimits.AtAsync(at, session, ct);
        var asked = new ChartQuestion(
            id,
            d.Key,
            at,
            day,
            d.Level,
            d.Level < ChartRecords.Village,
            limits.Kinds,
            d.Level <= ChartRecords.Village ? OfFederations : OfGrids
        );
        var places = await session.Query<PlaceRow>(ChartRecords.Places, asked, ct);
        if (places.Count == 0 && !asked.Below)
            places = await session.Query<PlaceRow>(ChartRecords.Places, asked with { Below = true }, ct);
        var figures = await session.AsSystem(
            () =>
                ChartFigures.CountAsync(
                    asked,
                    [.. places.Select(p => p.Id)],
                    asked.Below ? places.Select(p => p.Key.Length).DefaultIfEmpty(d.Key.Length).Max() : int.MaxValue,
                    session,
                    ct
                ),
            ct
        );
        var (members, full) = await ChartMembers.ReadAsync(asked, session, ct);
        return new Chart(
            id,
            d.Code,
            d.Name,
            d.Kind,
            d.Level,
            d.Path,
            day,
            figures.Profile,
            [.. members[ChartMembers.Leaders]],
            [.. members[ChartMembers.Seconds]],
            [.. members[ChartMembers.Others]],
            [.. places.Select(p => Area(p, figures))],
            full
        );
    }

    static ChartArea Area(PlaceRow p, ChartFigures.Counted counted)
    {
        var (inside, figures) = (
            counted.Homes.Where(h => h.Key.StartsWith(p.Key, StringComparison.Ordinal)).ToList(),
            counted.Places[p.Id]
        );
        return new(
            p.Id,
            p.Code,
            p.Name,
            p.Kind,
            p.Lead,
            p.GroupLeaders,
            inside.Sum(h => h.Households),
            inside.Sum(h => h.People),
            inside.Sum(h => h.Women),
            inside.Sum(h => h.Children),
            figures.Grids,
            figures.MicroGrids,
            figures.ExecutiveMembers,
            figures.Groups
        );
    }

    sealed record DivisionRow(Guid Id, string Code, string Name, string Kind, int Level, string Key, string[] Path);

    sealed record PlaceRow(
        Guid Id,
        string Code,
        string Name,
        string Kind,
        string Key,
        string? Lead,
        string[] GroupLeaders
    );
}
