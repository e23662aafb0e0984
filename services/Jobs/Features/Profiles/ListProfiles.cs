using Jobs.Features.Postings;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Jobs.Features.Profiles;

/// <summary>
/// Profiles in the caller's area with consent and an open need; ?skills= matches named skills and certificates.
/// </summary>
static class ListProfiles
{
    const string Source = """
        select p.id, p.id as person_id, p.name_sealed, p.skills,
            array(select distinct c.course from certificates c where c.person_id = p.id order by 1) as certificates
        from profiles p
        where p.seeking
        """;

    const string NamedOrProved = """
        x.skills && @these
            or exists (select from certificates c where c.person_id = x.id and c.course = any (@these))
        """;

    static readonly Listing<Row, Response> List = Listing.Of<Row, Response>(
        "profiles",
        Source,
        (row, session) =>
            new(
                row.PersonId,
                Mask.Name(session.Show(row.NameSealed, "profiles", row.Id, "name")),
                row.Skills,
                row.Certificates
            ),
        new("personId", "人员编号"),
        new("name", "姓名") { Plain = true },
        new("skills", "技能") { Recorded = SkillCodes.ReadAsync, Where = NamedOrProved },
        new("certificates", "证书") { Recorded = SkillCodes.ReadAsync }
    ) with
    {
        Subject = r => r.PersonId,
    };

    [EndpointSummary("人才推荐 Consented profiles of my area; filter, CSV, XLSX")]
    public static Task<ListAnswer<Response>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);

    /// <param name="Name">Masked in lists.</param>
    public sealed record Response(
        Guid PersonId,
        string? Name,
        IReadOnlyList<string> Skills,
        IReadOnlyList<string> Certificates
    );

    sealed record Row(Guid Id, Guid PersonId, byte[] NameSealed, string[] Skills, string[] Certificates);
}
