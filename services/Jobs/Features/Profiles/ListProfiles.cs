using Jobs.Features.Postings;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Jobs.Features.Profiles;

/// <summary>
/// Women of the caller's area who consented and look for work; ?skills= narrows by a skill named or proved.
/// </summary>
static class ListProfiles
{
    const string Sql = """
        select p.id, p.name_sealed, p.skills,
            array(select distinct c.course from certificates c where c.person_id = p.id order by 1) as certificates
        from profiles p
        where p.seeking and (@after::uuid is null or p.id > @after)
          and (
              @skills::text is null
              or @skills = any (p.skills)
              or exists (select from certificates c where c.person_id = p.id and c.course = @skills)
          )
        order by p.id limit @Take
        """;

    [EndpointSummary("人才推荐 Consented profiles of my area")]
    public static async Task<Ok<Page<Response>>> Handle(
        string? skills,
        Paging paging,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        if (skills is not null)
            check.OneOf("/skills", skills, await SkillCodes.ReadAsync(session, ct));
        check.ThrowIfInvalid();
        var rows = await session.Query<Row>(
            Sql,
            new
            {
                after = paging.After<Guid?>(),
                skills,
                paging.Take,
            },
            ct
        );
        var page = paging.Of(
            [
                .. rows.Select(r => new Response(
                    r.Id,
                    Mask.Name(session.Show(r.NameSealed, "profiles", r.Id, "name")),
                    r.Skills,
                    r.Certificates
                )),
            ],
            p => p.PersonId
        );
        session.Saw(page.Items.Select(p => p.PersonId));
        return TypedResults.Ok(page);
    }

    /// <param name="Name">Masked in lists.</param>
    public sealed record Response(
        Guid PersonId,
        string? Name,
        IReadOnlyList<string> Skills,
        IReadOnlyList<string> Certificates
    );

    sealed record Row(Guid Id, byte[] NameSealed, string[] Skills, string[] Certificates);
}
