using Organizations.Domain;
using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Imports;
using ServiceDefaults.Sealing;

namespace Organizations.Features.Appointments;

/// <summary>
/// Imports posts over the divisions that the rows name. A person who is not on the register yet is entered with the
/// post; a post that the person already holds stays as it is. The limits of posts are those of a single appointment.
/// </summary>
static class ImportAppointments
{
    public static readonly ImportKind Kind = new(
        "appointments",
        [
            .. PersonRows.Columns,
            new("post", "职务", "担任职务"),
            new("validFrom", "任职日期", "任职时间", "任职起始日期") { Optional = true },
            new("validTo", "届满日期", "终止日期", "届满时间", "任职截止日期") { Optional = true },
            new("basis", "专兼职", "专职或兼职") { Optional = true },
        ],
        CheckAsync,
        ApplyAsync
    )
    {
        Personal = true,
        MostRows = 100_000,
    };

    public static readonly ImportHandlers<ImportJob> Handlers = new(
        Kind,
        "/organizations/v1/appointment-imports",
        job => job
    );

    /// <param name="ignoreUnknownColumns">True leaves unknown columns out and names them in the warnings; otherwise
    /// they are refused.</param>
    [EndpointSummary("导入任职 Upload a file of posts (CSV or XLSX) and start its dry run")]
    public static Task<Accepted<ImportJob>> Handle(
        bool? ignoreUnknownColumns,
        HttpRequest request,
        ImportUpload upload,
        Session session,
        CancellationToken ct
    ) => Handlers.Upload(ImportParameters.Of("", ignoreUnknownColumns), request, upload, session, ct);

    static readonly ImportRule NotHere = new(
        "post-not-here",
        "该职务不设在这一级区划",
        "the post is not held over a division of this level"
    );
    static readonly ImportRule OnlyWomen = new(Problems.WomenOnly.Code, Problems.WomenOnly.Zh, Problems.WomenOnly.En);

    static async Task<ImportCounts> CheckAsync(ImportRun run, CancellationToken ct)
    {
        var (people, wanted, there) = await ReadAsync(run, ct);
        return new(wanted.Count, people.Count(r => r.More is not null), there);
    }

    static async Task<ImportCounts> ApplyAsync(ImportRun run, CancellationToken ct)
    {
        var (people, wanted, there) = await ReadAsync(run, ct);
        var counts = new ImportCounts(wanted.Count, people.Count(r => r.More is not null), there);
        if (run.Rejected > 0)
            return counts;
        await PersonRows.EnterAsync(run.Session, people, ct);
        await KnownPeople.AddAsync(run.Session, people, ct);
        await StartedAppointments.InsertAsync(run.Session, wanted, ct);
        return counts;
    }

    /// <returns>The people, the new appointments, and the number of existing ones.</returns>
    static async Task<(List<PersonRow> People, List<Wanted> Wanted, int There)> ReadAsync(
        ImportRun run,
        CancellationToken ct
    )
    {
        List<PersonRow> rows = [];
        Dictionary<PersonRow, PostCells> posts = [];
        await run.ReadAsync(
            row =>
            {
                if (PostCells.Read(run, row) is not var (read, cells))
                    return;
                rows.Add(read);
                posts[read] = cells;
            },
            ct
        );
        var places = await PersonMeeting.PlacesAsync(run, rows.Select(r => r.DivisionCode), ct);
        var met = await PersonMeeting.MeetAsync(run, rows, places, ct);
        var men = await Appointing.MenAsync(
            run.Session,
            met.Where(r => r.IsKnown && Posts.OfWomen.Contains(posts[r].Post)).Select(r => r.Id),
            ct
        );
        Dictionary<Guid, PersonRow> byAppointment = [];
        List<Wanted> wanted = [];
        foreach (var row in met)
        {
            var (post, place) = (posts[row].Post, places[row.DivisionCode]);
            var (isWrongPlace, isMan) = (
                !Posts.MayBeHeldOver(post, place.Level),
                Posts.OfWomen.Contains(post) && (row.Facts.Sex == "1" || men.Contains(row.Id))
            );
            if (isWrongPlace || isMan)
            {
                run.Reject(row.Line, Mask.Name(row.Facts.Name), isWrongPlace ? NotHere : OnlyWomen);
                continue;
            }
            var w = WantedOf(row, posts[row], place, run);
            wanted.Add(w);
            byAppointment[w.Id] = row;
        }
        var refused = await PostChecks.RefusalsAsync(run.Session, wanted, ct);
        RejectRefused(run, refused, byAppointment);
        return (
            met,
            wanted.FindAll(w => !refused.ContainsKey(w.Id)),
            refused.Count(r => r.Value.Kind == BreachKind.Same && byAppointment[r.Key].More is null)
        );
    }

    static Wanted WantedOf(PersonRow row, PostCells cells, PersonMeeting.Place place, ImportRun run) =>
        new(
            Guid.CreateVersion7(run.Session.Now),
            row.Id,
            cells.Post,
            place.Id,
            null,
            place.Key,
            cells.From is { } first ? ChinaDay.Begin(first) : run.Session.Now,
            cells.To is { } last ? new LastDay(last).End : null
        )
        {
            Basis = cells.Basis,
            SourceId = run.Id,
            Born = row.Facts.BirthDate,
        };

    static void RejectRefused(
        ImportRun run,
        Dictionary<Guid, Breach> refused,
        Dictionary<Guid, PersonRow> byAppointment
    )
    {
        foreach (var (id, breach) in refused.Where(r => r.Value.Kind != BreachKind.Same))
        {
            var problem = Refusal.ProblemOf(breach);
            var (zh, en) =
                Refusal.RuleOf(breach) is { } age ? (age.Zh, age.En)
                : Refusal.Describe(breach.With) is var other
                    ? ($"{problem.Zh}：{other.Zh}", $"{problem.En}: {other.En}")
                : default;
            run.Reject(byAppointment[id].Line, Mask.Name(byAppointment[id].Facts.Name), new(problem.Code, zh, en));
        }
    }
}
