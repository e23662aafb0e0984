using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

/// <summary>
/// Records a congress that was held and the charter it adopted. The first congress of an association adopts one.
/// </summary>
static class RecordCongress
{
    /// <param name="Text">The charter itself, or where it is kept: one of the two.</param>
    public sealed record Charter(string? Title, [Lines] string? Text, string? Uri);

    /// <param name="Kind">first, regular or extraordinary.</param>
    /// <param name="Number">Which one it is (第几次); the one after the last if it is not given.</param>
    public sealed record Request(
        Guid? OrganizationId,
        string? Kind,
        int? Number,
        string? Title,
        DateOnly? HeldOn,
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
        values (@congress, @Key, @id, @kind, @number, @title, @held)
        """;
    const string Adopt = """
        insert into charters (id, scope_key, organization_id, congress_id, title, text, uri, adopted_on)
        values (@charter, @Key, @id, @congress, @title, @text, @uri, @held)
        """;

    /// <summary>Its charter is a part of it.</summary>
    const string Count = "update organizations set version = version + 1 where id = @id";

    [EndpointSummary("登记代表大会 Record a congress and the charter it adopted")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var id = check.Value("/organizationId", request.OrganizationId);
        var kind = check.OneOf("/kind", request.Kind, CodeTables.CongressKind);
        var title = check.Text("/title", request.Title);
        var held = check.Value("/heldOn", request.HeldOn);
        check.That(held <= session.Today, "/heldOn", PlatformProblems.InFuture);
        var organization = await session.Find<Place>(FindOrganization, new { id }, ct);
        check.That(
            request.OrganizationId is null || organization is not null,
            "/organizationId",
            PlatformProblems.Unknown
        );
        check.That(
            request.Charter is not null
                || kind != "first"
                || organization is null
                || !WithCharter.Contains(organization.Kind),
            "/charter",
            PlatformProblems.Required
        );
        var adopted = ReadCharter(request.Charter, check);
        check.ThrowIfInvalid();

        var number = await NumberAsync(id, kind, request.Number, check, session, ct);
        var congress = Guid.CreateVersion7(session.Now);
        await session.Execute(
            Insert,
            new
            {
                congress,
                organization!.Key,
                id,
                kind,
                number,
                title,
                held,
            },
            ct
        );
        var charter = request.Charter is null
            ? (Guid?)null
            : await AdoptAsync(id, organization.Key, congress, held, adopted, session, ct);
        return TypedResults.Created(
            $"/organizations/v1/congresses/{congress}",
            new Response(congress, number, charter)
        );
    }

    static (string? Title, string? Text, string? Uri) ReadCharter(Charter? charter, Validation check)
    {
        var title = charter is null ? null : check.Text("/charter/title", charter.Title);
        var text = charter is null ? null : check.OptionalText("/charter/text", charter.Text, 200_000);
        var uri = charter is null ? null : check.OptionalText("/charter/uri", charter.Uri, 500);
        check.That(charter is null || text is not null || uri is not null, "/charter", PlatformProblems.Required);
        return (title, text, uri);
    }

    static async Task<Guid> AdoptAsync(
        Guid id,
        string key,
        Guid congress,
        DateOnly held,
        (string? Title, string? Text, string? Uri) adopted,
        Session session,
        CancellationToken ct
    )
    {
        var charter = Guid.CreateVersion7(session.Now);
        await session.Execute(
            Adopt,
            new
            {
                charter,
                key,
                id,
                congress,
                title = adopted.Title,
                text = adopted.Text,
                uri = adopted.Uri,
                held,
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
