using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.People;

static class RegisterPerson
{
    /// <param name="DivisionId">Where she is registered; the caller's own area if it is not given.</param>
    public sealed record Request(Guid? Id, string? Name, string? Telephone, string? CitizenId, Guid? DivisionId);

    const string Known = "select exists (select from people where citizen_id_index = @index)";

    const string Insert =
        """
        insert into people (id, scope_key, name, telephone, telephone_index, citizen_id, citizen_id_index, registered_by, registered_at)
        values (@id, coalesce(@key, current_setting('app.lo0', true)), @name, @telephone, @telephoneIndex, @citizenId, @citizenIdIndex, @by, @Now)
        """;

    public static async Task<IResult> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var name = check.Text("/name", request.Name, 100);
        var telephone = string.IsNullOrWhiteSpace(request.Telephone) ? null : check.Read<Telephone>("/telephone", request.Telephone, Telephone.Read).Text;
        var citizen = string.IsNullOrWhiteSpace(request.CitizenId) ? default : check.Read<CitizenId>("/citizenId", request.CitizenId, CitizenId.Read);
        check.That(citizen.Born <= session.Today, "/citizenId", PlatformProblems.InFuture);
        var division = request.DivisionId is { } divisionId ? await session.FindDivisionInScope(divisionId, ct) : null;
        check.That(request.DivisionId is null || division is not null, "/divisionId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();

        var id = request.Id ?? Guid.CreateVersion7(session.Now);
        var citizenIndex = citizen.Text is null ? null : session.Sealer.Index(citizen.Text, "people", "citizen_id");
        // Only what the caller may see counts: a conflict must not tell her about somebody outside her area.
        if (citizenIndex is not null && await session.Find<bool>(Known, new { index = citizenIndex }, ct))
            throw new ProblemException(Problems.AlreadyRegistered, PlatformProblems.Duplicate.At("/citizenId"));
        await session.Execute(Insert, new
        {
            id, name, key = division?.Key,
            telephone = telephone is null ? null : session.Sealer.Seal(telephone, "people", id, "telephone"),
            telephoneIndex = telephone is null ? null : session.Sealer.Index(telephone, "people", "telephone"),
            citizenId = citizen.Text is null ? null : session.Sealer.Seal(citizen.Text, "people", id, "citizen_id"),
            citizenIdIndex = citizenIndex,
            by = session.Caller.SubjectId, session.Now,
        }, ct);
        session.Saw(id);
        return TypedResults.Created($"/organizations/v1/people/{id}", GetPerson.Answer(id, name, telephone, citizen.Text, 1));
    }
}
