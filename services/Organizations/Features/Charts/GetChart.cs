using Contracts.Organizations.V1;
using Organizations.Domain;
using Organizations.Drawing;
using Organizations.Features.Coverages;
using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Organizations.Features.Charts;

/// <summary>
/// The responsibility chart of a division on a day, as data or as a sheet to hang on the wall. Whoever is on it is in
/// the audit.
/// </summary>
static class GetChart
{
    /// <summary>Rows of a chart, from the top; below the village those who head the place come first.</summary>
    static readonly string[] OfFederations = [Post.Chair, Post.ViceChair, Post.ExecutiveMember],
        OfGrids = [Post.GridHead, Post.BuildingHead, Post.UnitHead, Post.GroupLeader, Post.GridMember];
    static readonly string[] Heads = [Post.Chair, Post.GridHead, Post.BuildingHead, Post.UnitHead],
        Deputies = [Post.ViceChair, Post.GroupLeader];

    const int Leaders = 0,
        Seconds = 1,
        Others = 2;

    static readonly string[] Formats = ["json", "svg", "pdf", "png"];

    /// <param name="format">json, svg, pdf or png; else by Accept, else json.</param>
    public static async Task<IResult> Handle(
        Guid id,
        DateOnly? asOf,
        string? format,
        HttpRequest request,
        IConfiguration configuration,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        if (format is not null)
            check.OneOf("/format", format, Formats);
        check.ThrowIfInvalid();
        format ??= Formats.FirstOrDefault(f =>
            request.Headers.Accept.ToString().Contains(MediaType(f), StringComparison.OrdinalIgnoreCase)
        ) ?? "json";
        var chart = await ReadAsync(id, asOf, session, ct);
        if (format == "json")
            return TypedResults.Ok(chart);

        var pictured = chart.People.Where(m => m.HasPhoto).Select(m => m.Id).ToList();
        var content = ChartContents.Of(chart, pictured);
        var shapes = ChartSheet.Lay(content);
        var images = await PhotosAsync(
            pictured,
            [.. shapes.OfType<ChartPhoto>().Select(p => p.Photo).OfType<int>()],
            session,
            ct
        );
        if (format == "svg")
            return File(ChartSvg.Write(shapes, images, content.Title));
        var font = ChineseFont.Find(configuration["Charts:Font"]) ?? throw new ProblemException(Problems.NoChineseFont);
        return File(
            format == "pdf"
                ? ChartCanvas.Pdf(shapes, images, content.Title, font)
                : ChartCanvas.Png(shapes, images, font)
        );

        IResult File(byte[] bytes) =>
            TypedResults.File(bytes, MediaType(format), $"{chart.Code}-{chart.AsOf:yyyyMMdd}.{format}");
    }

    static string MediaType(string format) =>
        format switch
        {
            "svg" => "image/svg+xml",
            "pdf" => "application/pdf",
            "png" => "image/png",
            _ => "application/json",
        };

    /// <summary>
    /// The photos that are drawn, in the order of the people; null for whoever found no room and for what is no
    /// picture.
    /// </summary>
    static async Task<byte[]?[]> PhotosAsync(
        List<Guid> people,
        HashSet<int> drawn,
        Session session,
        CancellationToken ct
    )
    {
        var rows = (
            await session.Query<PhotoRow>(
                ChartRecords.Photos,
                new { people = drawn.Select(i => people[i]).ToArray() },
                ct
            )
        ).ToDictionary(r => r.Id, r => r.Content);
        return
        [
            .. people.Select(p =>
                rows.TryGetValue(p, out var content) && PutPhoto.Show(session, p, content) is { } photo
                    ? Portrait.Of(photo)
                    : null
            ),
        ];
    }

    static async Task<Chart> ReadAsync(Guid id, DateOnly? asOf, Session session, CancellationToken ct)
    {
        var (at, day) = (Moment.Of(asOf, session), asOf ?? session.Today);
        var d = await session.Find<DivisionRow>(ChartRecords.FindDivision, new { id, day }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var limits = await CoverageLimits.AtAsync(at, session, ct);
        var posts = d.Level <= ChartRecords.Village ? OfFederations : OfGrids;
        var args = new
        {
            id,
            key = d.Key,
            at,
            day,
            level = d.Level,
            below = d.Level < ChartRecords.Village,
            kinds = limits.Kinds,
            posts,
        };
        var places = await session.Query<PlaceRow>(ChartRecords.Places, args, ct);
        if (places.Count == 0 && !args.below)
            places = await session.Query<PlaceRow>(ChartRecords.Places, args with { below = true }, ct);
        var (homes, figures, profile, linkage) = await session.AsSystem(
            async () =>
                (
                    await ChartRecords.HomesAsync(
                        d.Key,
                        day,
                        at,
                        args.below ? places.Select(p => p.Key.Length).DefaultIfEmpty(d.Key.Length).Max() : int.MaxValue,
                        session,
                        ct
                    ),
                    (
                        await session.Query<FigureRow>(
                            ChartRecords.PlaceFigures,
                            new
                            {
                                places = places.Select(p => p.Id).ToArray(),
                                at,
                                day,
                            },
                            ct
                        )
                    ).ToDictionary(f => f.Id),
                    (await session.Find<ProfileRow>(ChartRecords.Profile, args, ct))!,
                    await session.Query<LinkageRow>(ChartRecords.Linkage, args, ct)
                ),
            ct
        );
        var people = await session.Query<PersonRow>(ChartRecords.People, args, ct);
        var covers = (
            await session.Query<CoveredPlace>(
                ChartRecords.Covers,
                new
                {
                    people = people.Select(p => p.Id).ToArray(),
                    key = d.Key,
                    at,
                    day,
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
                key = d.Key,
                session.Now,
            },
            ct
        );
        session.Saw(people.Select(p => p.Id));
        // Who only answers for a place here leads nothing here, whatever she is elsewhere.
        var rows = people.ToLookup(
            p =>
                !p.Held ? Others
                : Heads.Contains(p.Post) ? Leaders
                : Deputies.Contains(p.Post) && posts.Contains(p.Post) ? Seconds
                : Others,
            p => new ChartMember(
                p.Id,
                p.Name,
                p.Post,
                PostNames.Zh(p.Post),
                p.Portfolio,
                Telephone(p, full, session),
                p.HasPhoto,
                p.HasPhoto && full ? $"/organizations/v1/people/{p.Id}/photo" : null,
                [.. covers[p.Id]]
            )
        );

        return new Chart(
            id,
            d.Code,
            d.Name,
            d.Kind,
            d.Level,
            d.Path,
            day,
            new(
                homes.Sum(h => h.Households),
                homes.Sum(h => h.People),
                homes.Sum(h => h.Women),
                homes.Sum(h => h.Children),
                profile.Grids,
                profile.MicroGrids,
                profile.Buildings,
                profile.ExecutiveMembers,
                profile.GroupLeaders,
                new(
                    linkage.FirstOrDefault(l => l.Level is null)?.People ?? 0,
                    [.. linkage.Where(l => l.Level is not null).Select(l => new LinkageLevel(l.Level!.Value, l.People))]
                )
            ),
            [.. rows[Leaders]],
            [.. rows[Seconds]],
            [.. rows[Others]],
            [.. places.Select(p => Area(p, homes, figures[p.Id]))],
            full
        );
    }

    static ChartArea Area(PlaceRow p, IReadOnlyList<ChartRecords.HomeRow> homes, FigureRow figures)
    {
        var inside = homes.Where(h => h.Key.StartsWith(p.Key, StringComparison.Ordinal)).ToList();
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

    static string? Telephone(PersonRow p, bool full, Session session)
    {
        var text = session.Show(p.Telephone, "people", p.Id, "telephone");
        return full ? text : Mask.Middle(text, 3, 4);
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

    sealed record FigureRow(Guid Id, long Grids, long MicroGrids, long ExecutiveMembers, long Groups);

    sealed record ProfileRow(long Grids, long MicroGrids, long Buildings, long ExecutiveMembers, long GroupLeaders);

    sealed record LinkageRow(int? Level, long People);

    sealed record PhotoRow(Guid Id, byte[] Content);

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
