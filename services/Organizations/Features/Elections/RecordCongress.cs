using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

/// <summary>
/// Records a congress and the charter it adopted. The first congress of an association adopts one.
/// </summary>
static class RecordCongress
{
    /// <param name="Text">The text of the charter; give it or Uri.</param>
    public sealed record Charter(
        [Required, Longest(200), Example("女企业家协会章程")] string Title,
        [Lines, Longest(200_000), Example("第一条 本会由女企业家自愿组成")] string? Text,
        [Longest(500), Example("https://www.example.org/zhangcheng.pdf")] string? Uri
    );

    /// <param name="Number">Ordinal of the congress (第几次); the next one if not given.</param>
    public sealed record Request(
        [Required] Guid? OrganizationId,
        [Required, Code(nameof(CodeTables.CongressKind))] string Kind,
        [Between(1, int.MaxValue)] int? Number,
        [Required, Longest(200), Example("第三次会员代表大会")] string Title,
        [Required] DateOnly? HeldOn,
        Charter? Charter
    );

    public sealed record Response(Guid Id, int? Number, Guid? CharterId);

    static readonly string[] WithCharter = ["association", "social-organization", "alliance"];

    const string FindOrganization = """
        select scope_key as key, kind, valid_from
        from organizations
        where id = @id and status <> 'dissolved'
        for update
        """;
    const string Last = "select max(number) from congresses where organization_id = @id";
    const string Insert = """
        insert into congresses (id, scope_key, organization_id, kind, number, title, held_on)
        values (@congress, @Key, @id, @Kind, @number, @Title, @HeldOn)
        """;
    const string Adopt = """
        insert into charters (id, scope_key, organization_id, congress_id, title, text, uri, adopted_on)
        values (@charter, @Key, @id, @congress, @Title, @Text, @Uri, @HeldOn)
        """;

    /// <summary>The charter is part of the congress.</summary>
    const string Count = "update organizations set version = version + 1 where id = @id";

    [EndpointSummary("登记代表大会 Record a congress and its charter")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var (check, id) = (new Validation(), request.OrganizationId!.Value);
        check.That(request.HeldOn <= session.Today, "/heldOn", PlatformProblems.InFuture);
        var organization = await session.Find<Place>(FindOrganization, new { id }, ct);
        check.That(organization is not null, "/organizationId", PlatformProblems.Unknown);
        check.That(
            request.Charter is not null
                || request.Kind != "first"
                || organization is null
                || !WithCharter.Contains(organization.Kind),
            "/charter",
            PlatformProblems.Required
        );
        check.That(request.Charter is not { Text: null, Uri: null }, "/charter", PlatformProblems.Required);
        check.ThrowIfInvalid();

        var number = await NumberAsync(id, request.Kind, request.Number, check, session, ct);
        var congress = Guid.CreateVersion7(session.Now);
        await session.Execute(
            Insert,
            new
            {
                congress,
                organization!.Key,
                id,
                request.Kind,
                number,
                request.Title,
                request.HeldOn,
            },
            ct
        );
        var charter = request.Charter is null
            ? (Guid?)null
            : await AdoptAsync(request, organization.Key, congress, session, ct);
        return TypedResults.Created(
            $"/organizations/v1/congresses/{congress}",
            new Response(congress, number, charter)
        );
    }

    static async Task<Guid> AdoptAsync(
        Request request,
        string key,
        Guid congress,
        Session session,
        CancellationToken ct
    )
    {
        var (charter, id) = (Guid.CreateVersion7(session.Now), request.OrganizationId);
        await session.Execute(
            Adopt,
            new
            {
                charter,
                key,
                id,
                congress,
                request.Charter!.Title,
                request.Charter.Text,
                request.Charter.Uri,
                request.HeldOn,
            },
            ct
        );
        await session.Execute(Count, new { id }, ct);
        return charter;
    }

    static async Task<int?> NumberAsync(
        Guid id,
        string kind,
        int? given,
        Validation check,
        Session session,
        CancellationToken ct
    )
    {
        var last = await session.Find<int?>(Last, new { id }, ct);
        if (kind == "first" && last is not null)
            throw new ProblemException(Problems.FirstCongressHeld);
        var number =
            kind == "extraordinary" ? (int?)null
            : kind == "first" ? 1
            : given ?? last + 1;
        if (kind == "regular")
            check.That(number is not null, "/number", PlatformProblems.Required);
        if (kind == "regular")
            check.That(number is null || number > (last ?? 1), "/number", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        return number;
    }

    sealed record Place(string Key, string Kind, DateOnly ValidFrom);
}
