using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Divisions;

/// <summary>Finds a division by its present or a former code; takes short codes (2, 4, 6 or 9 digits).</summary>
static class GetDivisionByCode
{
    /// <summary>The present bearer of the code, else the last one.</summary>
    const string ByCode = $"""
        select {Division.Columns} from divisions where code = @code and valid_to is null
        union all
        (
            select {Division.Columns}
            from divisions
            where code = @code and valid_to is not null
            order by valid_to desc, key
            limit 1
        )
        union all
        (select d.id, d.code, d.name, d.kind, d.level, d.parent_id, d.key, d.valid_from, d.valid_to, d.version
         from division_history h
         join divisions d on d.id = h.division_id
         where h.code = @code
         order by h.valid_to desc, h.key
         limit 1)
        limit 1
        """;

    /// <summary>The bearer of the code on that day; three index lookups.</summary>
    const string ByCodeThen = $"""
        select {Division.Columns} from divisions where code = @code and valid_to is null and since <= @day
        union all
        select {Division.Columns}
        from divisions
        where code = @code and valid_to is not null and since <= @day and valid_to > @day
        union all
        select h.division_id, h.code, h.name, h.kind, h.level, h.parent_id, h.key, d.valid_from, d.valid_to, d.version
        from division_history h
        join divisions d on d.id = h.division_id
        where h.code = @code and h.valid_from <= @day and h.valid_to > @day
        limit 1
        """;

    [EndpointSummary("按代码查区划 Division by its present or a former code")]
    public static async Task<Ok<Division>> Handle(string code, DateOnly? asOf, Session session, CancellationToken ct)
    {
        if (code.Length is 2 or 4 or 6 or 9)
            code = code.PadRight(12, '0');
        var division = await session.Find<Division>(
            asOf is null ? ByCode : ByCodeThen,
            new { code, day = session.Day(asOf) },
            ct
        ) ?? throw new ProblemException(PlatformProblems.NotFound);
        return TypedResults.Ok(await division.WithSuccessorsAsync(code, session, ct));
    }
}
