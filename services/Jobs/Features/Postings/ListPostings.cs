using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Jobs.Features.Postings;

/// <summary>
/// Open postings, newest first; ?skills=, ?divisionId= (and everything below it), ?q= (in title and employer),
/// ?employerId= narrow them.
/// </summary>
static class ListPostings
{
    const string Sql =
        PostingView.Select
        + """
             where state = 'open'
                 and (@after::uuid is null or id < @after)
                 and (@skills::text is null or skills @> array[@skills])
              and (@key::text is null or (scope_key >= @key and scope_key < @key || '~'))
              and (@employerId::uuid is null or employer_id = @employerId)
              and (@q::text is null or (strpos(search_text, @q) > 0
                   and id in (select posting_id from posting_grams where gram = any (posting_pairs(@q))
                       group by posting_id having count(*) = (select cardinality(posting_pairs(@q))))))
            order by id desc limit @Take
            """;

    [EndpointSummary("招聘岗位 Open postings")]
    public static async Task<Ok<Page<PostingView>>> Handle(
        string? skills,
        Guid? divisionId,
        Guid? employerId,
        string? q,
        Paging paging,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        if (skills is not null)
            check.OneOf("/skills", skills, await SkillCodes.ReadAsync(session, ct));
        var text = check.OptionalText("/q", q, 50) is { } given ? PersonName.KeyOf(given) : null;
        var area = divisionId is { } id ? await session.FindArea(id, ct) : null;
        check.That(divisionId is null || area is not null, "/divisionId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();
        var rows = await session.Query<PostingView.Row>(
            Sql,
            new
            {
                after = paging.After<Guid?>(),
                skills,
                key = area?.Key,
                employerId,
                q = text,
                paging.Take,
            },
            ct
        );
        return TypedResults.Ok(paging.Of([.. rows.Select(r => r.View())], p => p.Id));
    }
}
