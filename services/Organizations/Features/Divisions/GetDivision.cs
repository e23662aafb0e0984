using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Divisions;

static class GetDivision
{
    const string ById = $"select {Division.Columns} from divisions where id = @id";

    /// <summary>Today's bearer of the code, else who bore it last.</summary>
    const string ByCode =
        $"""
        select {Division.Columns} from divisions where code = @code and valid_to is null
        union all
        (select d.id, d.code, d.name, d.level, d.parent_id, d.key, d.valid_from, d.valid_to, d.version
         from divisions d where d.code = @code and d.valid_to is not null order by d.valid_to desc limit 1)
        union all
        (select d.id, d.code, d.name, d.level, d.parent_id, d.key, d.valid_from, d.valid_to, d.version
         from division_history h join divisions d on d.id = h.division_id where h.code = @code order by h.valid_to desc limit 1)
        limit 1
        """;

    public static async Task<IResult> Handle(Guid id, Session session, CancellationToken ct) =>
        TypedResults.Ok(await session.Find<Division>(ById, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound));

    /// <summary>Takes short codes (2, 4, 6 or 9 digits) as people write them.</summary>
    public static async Task<IResult> HandleByCode(string code, Session session, CancellationToken ct) =>
        TypedResults.Ok(await session.Find<Division>(ByCode, new { code = code.Length is 2 or 4 or 6 or 9 ? code.PadRight(12, '0') : code }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound));
}
