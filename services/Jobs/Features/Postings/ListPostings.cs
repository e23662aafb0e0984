using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Jobs.Features.Postings;

/// <summary>
/// Open postings, newest first; ?skill=, ?division= (and everything below it), ?q= (in title and employer), ?employer=
/// narrow them.
/// </summary>
static class ListPostings
{
    const string Sql =
        ReadPosting.Select
        + """
             where state = 'open'
                 and (@after::uuid is null or id < @after)
                 and (@skill::text is null or skills @> array[@skill])
              and (@key::text is null or (scope_key >= @key and scope_key < @key || '~'))
              and (@employer::uuid is null or employer_id = @employer)
              and (@q::text is null or (strpos(search_text, @q) > 0
                   and id in (select posting_id from posting_grams where gram = any (posting_pairs(@q))
                       group by posting_id having count(*) = (select cardinality(posting_pairs(@q))))))
            order by id desc limit @Take
            """;

    [EndpointSummary("招聘岗位 Open postings")]
    public static async Task<Ok<Page<ReadPosting.Response>>> Handle(
        string? skill,
        Guid? division,
        Guid? employer,
        string? q,
        Paging paging,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        if (skill is not null)
            check.OneOf("/skill", skill, await session.Query<string>(PublishPosting.Skills, ct: ct));
        var text = check.OptionalText("/q", q, 50) is { } given ? PersonName.KeyOf(given) : null;
        var area = division is { } id ? await session.FindArea(id, ct) : null;
        check.That(division is null || area is not null, "/division", PlatformProblems.Unknown);
        check.ThrowIfInvalid();
        var rows = await session.Query<ReadPosting.Row>(
            Sql,
            new
            {
                after = paging.After<Guid?>(),
                skill,
                key = area?.Key,
                employer,
                q = text,
                paging.Take,
            },
            ct
        );
        return TypedResults.Ok(paging.Of([.. rows.Select(r => r.View())], p => p.Id));
    }
}
