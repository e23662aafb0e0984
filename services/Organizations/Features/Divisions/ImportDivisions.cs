using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>Routes of the import of divisions.</summary>
static class ImportDivisions
{
    public static readonly ImportKind Kind = new(
        "divisions",
        DivisionFile.Columns,
        CheckDivisions.CheckAsync,
        ApplyDivisions.ApplyAsync
    )
    {
        Aside = DivisionFile.Aside,
        ChangesAreas = true,
    };

    public static readonly ImportHandlers<Response> Handlers = new(Kind, "/organizations/v1/division-imports", j =>
        new(j)
    )
    {
        More = WithChangesAsync,
        MayApply = ApplyDivisions.RequireUnblockedAsync,
    };

    /// <summary>Mark of a complete table in the job, beside the date.</summary>
    public const string Complete = " complete";

    const string CountChanges = """
        select kind, count(*) as number, count(*) filter (where blocked) as blocked
        from division_import_changes
        where import_id = @Id
        group by kind
        """;

    public sealed record Response : ImportJob
    {
        internal Response(ImportJob job)
            : base(job) =>
            (Effective, Complete) = (
                job.Parameters[..10],
                job.Parameters.EndsWith(ImportDivisions.Complete, StringComparison.Ordinal)
            );

        /// <summary>First day of the file's contents.</summary>
        public string Effective { get; }

        /// <summary>Whether the file is the whole table of its area.</summary>
        public bool Complete { get; }

        /// <summary>Divisions with a new name or a new code.</summary>
        public int Renamed => Changed;

        /// <summary>
        /// For a complete table, the numbers of new, renamed, recoded, merged, split, moved and abolished divisions;
        /// see /changes.
        /// </summary>
        public IReadOnlyDictionary<string, long>? Changes { get; init; }

        /// <summary>
        /// How many of these need a reorganisation first, or have records in the way.
        /// </summary>
        public long? Blocked { get; init; }
    }

    /// <param name="effective">First day of the file's contents; today if not given.</param>
    /// <param name="complete">The file is the whole table of its area: divisions that it lacks end.</param>
    /// <param name="ignoreUnknownColumns">True leaves unknown columns out and names them in the warnings; otherwise
    /// they are refused.</param>
    [EndpointSummary(
        "上传区划文件 Send a division file (CSV or XLSX: code, name, parentCode, formerCode where a code has "
            + "changed, kind below the village and for zones; complete=true for the whole table of an area); "
            + "its dry run begins"
    )]
    public static Task<Accepted<Response>> Handle(
        DateOnly? effective,
        bool? complete,
        bool? ignoreUnknownColumns,
        HttpRequest request,
        ImportUpload upload,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        check.That(effective is null || effective <= session.Today, "/effective", PlatformProblems.InFuture);
        check.ThrowIfInvalid();
        var own = (effective ?? session.Today).ToString("yyyy-MM-dd", null) + (complete == true ? Complete : "");
        return Handlers.Upload(ImportParameters.Of(own, ignoreUnknownColumns), request, upload, session, ct);
    }

    static async Task<Response> WithChangesAsync(Response answer, Session session, CancellationToken ct)
    {
        if (!answer.Complete)
            return answer;
        var counts = await session.Query<Count>(CountChanges, new { answer.Id }, ct);
        return answer with
        {
            Changes = counts.ToDictionary(c => c.Kind, c => c.Number),
            Blocked = counts.Sum(c => c.Blocked),
        };
    }

    sealed record Count(string Kind, long Number, long Blocked);
}
