using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Divisions;

static class GetDivision
{
    const string ById = $"select {Division.Columns} from divisions where id = @id";
    const string ByIdThen = $"""
        select {Division.Columns}
        from division_states
        where id = @id and since <= @day and (until is null or until > @day)
        """;

    /// <summary>Today's bearer of the code, else who bore it last.</summary>
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

    /// <summary>Who bore the code on that day; three reads of an index.</summary>
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

    /// <param name="asOf">The day; a division that was not there then is not found.</param>
    [EndpointSummary("区划 Division, as of any day")]
    public static async Task<IResult> Handle(Guid id, DateOnly? asOf, Session session, CancellationToken ct) =>
        await AnswerAsync(
            await session.Find<Division>(asOf is null ? ById : ByIdThen, new { id, day = session.Day(asOf) }, ct),
            null,
            session,
            ct
        );

    /// <summary>Takes short codes (2, 4, 6 or 9 digits) as people write them.</summary>
    [EndpointSummary("按代码查区划 Division by its present or a former code")]
    public static async Task<IResult> HandleByCode(string code, DateOnly? asOf, Session session, CancellationToken ct)
    {
        if (code.Length is 2 or 4 or 6 or 9)
            code = code.PadRight(12, '0');
        return await AnswerAsync(
            await session.Find<Division>(asOf is null ? ByCode : ByCodeThen, new { code, day = session.Day(asOf) }, ct),
            code,
            session,
            ct
        );
    }

    static async Task<IResult> AnswerAsync(Division? division, string? code, Session session, CancellationToken ct) =>
        division is null
            ? throw new ProblemException(PlatformProblems.NotFound)
            : TypedResults.Ok(
                division with
                {
                    Successors = await session.SuccessorsAsync(division.Id, code ?? division.Code, ct),
                }
            );
}
