using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Organizations.Features.Honours;

/// <summary>
/// Verifies a certificate by its verification code, for anybody: the answer repeats the certificate, the name masked.
/// Verification by number needs access to the honour.
/// </summary>
static class VerifyHonour
{
    /// <param name="Status">valid or revoked; an unknown certificate answers 404.</param>
    /// <param name="Holder">Masked for a person; for a household only its place.</param>
    public sealed record Response(
        string Status,
        string Number,
        string Title,
        string Holder,
        string HolderKind,
        string AwardedBy,
        DateOnly AwardedOn,
        DateOnly? RevokedOn
    );

    const string ByNumber = "select id from honours where year = @Year and serial = @Serial";
    const string ByVerification = "select id from honours where verification = @code";
    const string Sql = $"""
        select {HonourNumbers.Sql} as number, h.title, p.name as person, o.name as organization,
            (select d.name from divisions d where d.level <= 5 and starts_with(h.scope_key, d.key)
            and d.key = any (array(select left(h.scope_key, n) from generate_series(1, length(h.scope_key)) n))
            order by d.valid_to is null desc, d.level desc, length(d.key) desc
            limit 1) as place,
            h.awarded_by, h.awarded_on, (h.revoked_at at time zone 'Asia/Shanghai')::date as revoked_on
        from honours h
        left join people p on p.id = h.person_id
        left join organizations o on o.id = h.organization_id
        where h.id = @id
        """;

    [EndpointSummary(
        "查验荣誉证书 Verify a certificate by its verification code, or by its number with access to the honour"
    )]
    public static async Task<Ok<Response>> Handle(string verification, Session session, CancellationToken ct)
    {
        var id =
            HonourNumbers.Verification(verification) is { } code
                ? await session.AsSystem(() => session.Find<Guid?>(ByVerification, new { code }, ct), ct)
            : HonourNumbers.Read(verification) is { } read
                ? await session.Find<Guid?>(ByNumber, new { read.Year, read.Serial }, ct)
            : null;
        var row = id is null ? null : await session.AsSystem(() => session.Find<Row>(Sql, new { id }, ct), ct);
        if (row is null)
            throw new ProblemException(PlatformProblems.NotFound);
        var (holder, kind) =
            row.Person is { } person ? (Mask.Name(person), "person")
            : row.Organization is { } organization ? (organization, "organization")
            : ($"{row.Place}家庭", "household");
        return TypedResults.Ok(
            new Response(
                row.RevokedOn is null ? "valid" : "revoked",
                row.Number,
                row.Title,
                holder,
                kind,
                row.AwardedBy,
                row.AwardedOn,
                row.RevokedOn
            )
        );
    }

    sealed record Row(
        string Number,
        string Title,
        string? Person,
        string? Organization,
        string? Place,
        string AwardedBy,
        DateOnly AwardedOn,
        DateOnly? RevokedOn
    );
}
