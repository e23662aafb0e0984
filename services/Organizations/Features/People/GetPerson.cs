using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Organizations.Features.People;

static class GetPerson
{
    public sealed record Response(Guid Id, string Name, string? TelephoneMasked, string? CitizenIdMasked, long Version) : IVersioned;

    const string Find = "select id, name, telephone, citizen_id, version from people where id = @id";

    public static async Task<IResult> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<Row>(Find, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);
        session.Saw(id);
        return TypedResults.Ok(Answer(id, row.Name, Open(row.Telephone, "telephone"), Open(row.CitizenId, "citizen_id"), row.Version));

        string? Open(byte[]? value, string column) => value is null ? null : session.Sealer.Open(value, "people", id, column);
    }

    public static Response Answer(Guid id, string name, string? telephone, string? citizenId, long version) =>
        new(id, name, telephone is null ? null : Mask.Middle(telephone, 3, 4), citizenId is null ? null : Mask.Middle(citizenId, 6, 4), version);

    sealed record Row(Guid Id, string Name, byte[]? Telephone, byte[]? CitizenId, long Version);
}
