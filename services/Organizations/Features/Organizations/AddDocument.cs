using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Organizations;

/// <summary>Notes a paper or file about an organization: where it is kept and what it says it is.</summary>
static class AddDocument
{
    /// <param name="Number">The file number (文号).</param>
    /// <param name="Uri">Where the file itself is kept: http or https.</param>
    public sealed record Request(string? Kind, string? Title, string? Number, string? Uri, DateOnly? DatedOn);

    public sealed record Response(Guid Id);

    const string KeyOf = "select scope_key from organizations where id = @id";
    const string Insert = """
        insert into organization_documents (
            id, scope_key, organization_id, kind, title, number, uri, dated_on, added_at
        )
        values (@document, @key, @organization, @kind, @title, @number, @uri, @DatedOn, @Now)
        """;

    [EndpointSummary("登记文件 Note a document of an organization")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var key = await session.Find<string>(KeyOf, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var check = new Validation();
        var document = await AddAsync(id, key, request, "", check, session, ct);
        return TypedResults.Created($"/organizations/v1/organizations/{id}/documents", new Response(document));
    }

    /// <summary>Checks and notes a document that comes with another request, at the pointer.</summary>
    public static async Task<Guid> AddAsync(
        Guid organization,
        string key,
        Request request,
        string at,
        Validation check,
        Session session,
        CancellationToken ct
    )
    {
        var kind = check.OneOf(at + "/kind", request.Kind, CodeTables.DocumentKind);
        var title = check.Text(at + "/title", request.Title);
        var number = check.OptionalText(at + "/number", request.Number, 100);
        var uri = check.OptionalText(at + "/uri", request.Uri, 500);
        check.That(
            uri is null || (Uri.TryCreate(uri, UriKind.Absolute, out var u) && u.Scheme is "http" or "https"),
            at + "/uri",
            PlatformProblems.Format
        );
        if (number is null && uri is null)
            check.Add(at + "/number", PlatformProblems.Required);
        check.That(
            request.DatedOn is null || request.DatedOn <= session.Today,
            at + "/datedOn",
            PlatformProblems.InFuture
        );
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
                title,
                number,
                uri,
                request.DatedOn,
                session.Now,
            },
            ct
        );
        return document;
    }
}
