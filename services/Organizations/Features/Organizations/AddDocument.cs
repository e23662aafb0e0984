using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Organizations;

/// <summary>Notes a paper or file about an organization, with its number or address.</summary>
static class AddDocument
{
    public sealed record Request(
        [Required, Code(nameof(CodeTables.DocumentKind))] string Kind,
        string Title,
        string? Number,
        string? Uri,
        DateOnly? DatedOn
    ) : NewDocument(Title, Number, Uri, DatedOn);

    public sealed record Response(Guid Id);

    const string KeyOf = "select scope_key from organizations where id = @id";
    const string Insert = """
        insert into organization_documents (
            id, scope_key, organization_id, kind, title, number, uri, dated_on, added_at
        )
        values (@document, @key, @organization, @kind, @Title, @Number, @Uri, @DatedOn, @Now)
        """;

    [EndpointSummary("登记文件 Record a document of an organization")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var key = await session.Find<string>(KeyOf, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var check = new Validation();
        var document = await AddAsync(id, key, request.Kind, request, "", check, session, ct);
        return TypedResults.Created($"/organizations/v1/organizations/{id}/documents", new Response(document));
    }

    /// <summary>Checks and notes a document inside another request, at the pointer.</summary>
    public static async Task<Guid> AddAsync(
        Guid organization,
        string key,
        string kind,
        NewDocument given,
        string at,
        Validation check,
        Session session,
        CancellationToken ct
    )
    {
        check.That(
            given.Uri is null
                || (Uri.TryCreate(given.Uri, UriKind.Absolute, out var u) && u.Scheme is "http" or "https"),
            at + "/uri",
            PlatformProblems.Format
        );
        check.That(given.Number is not null || given.Uri is not null, at + "/number", PlatformProblems.Required);
        check.That(given.DatedOn is null || given.DatedOn <= session.Today, at + "/datedOn", PlatformProblems.InFuture);
        check.ThrowIfInvalid();
        var document = Guid.CreateVersion7(session.Now);
        await session.Execute(
            Insert,
            new
            {
                document,
                key,
                organization,
                kind,
                given.Title,
                given.Number,
                given.Uri,
                given.DatedOn,
                session.Now,
            },
            ct
        );
        return document;
    }
}
