using Contracts.Organizations.V1;
using Organizations.Domain;
using Organizations.Features.Appointments;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.GroupLeaders;

/// <summary>
/// 增补执委: a woman who heads a grid, or leads in an office, a new economic or social organization or an interest group of
/// the place, becomes an executive member. Men are refused.
/// </summary>
static class CoOptMember
{
    /// <param name="DivisionId">The village or community, or a larger area, whose federation co-opts.</param>
    /// <param name="Ground">Ground of the co-option.</param>
    public sealed record Request(
        [Required] Guid? PersonId,
        [Required] Guid? DivisionId,
        [Required, Code(nameof(CodeTables.CoOptionGround))] string Ground
    );

    public sealed record Response(
        Guid Id,
        [Code(nameof(CodeTables.AppointmentMode))] string Mode,
        [Code(nameof(CodeTables.CoOptionGround))] string Ground
    );

    const int VillageLevel = 5;

    const string SexOf = "select sex::text from people where id = @id";
    const string Heads = """
        select exists (
            select from appointments
            where person_id = @person
                and post = 'grid-head'
                and scope_key >= @Key
                and scope_key < @Key || '~'
                and platform.in_force(valid_from, until, @Now)
        )
        """;
    const string KeepGround = "insert into co_options (appointment_id, scope_key, ground) values (@id, @key, @Ground)";

    [EndpointSummary("增补执委 Co-opt a woman as executive member")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var (check, person) = (new Validation(), request.PersonId!.Value);
        var sex = await session.Find<string>(SexOf, new { id = person }, ct);
        check.That(sex is not null, "/personId", PlatformProblems.Unknown);
        var division = await session.FindDivisionInScope(request.DivisionId!.Value, ct);
        check.That(division is not null, "/divisionId", PlatformProblems.Unknown);
        check.That(division is null or { Level: <= VillageLevel }, "/divisionId", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        if (sex == "1")
            throw new ProblemException(Problems.OnlyWomen, Problems.MustBeWoman.At("/personId"));
        if (sex != "2")
            throw new ProblemException(Problems.SexNotRecorded, PlatformProblems.Required.At("/personId"));

        if (request.Ground == "grid-head")
            await CheckHeadsAsync(person, division!.Key, session, ct);

        var wanted = new Wanted(
            Guid.CreateVersion7(session.Now),
            person,
            Post.ExecutiveMember,
            division!.Id,
            null,
            division.Key,
            session.Now,
            null
        )
        {
            Mode = "co-opted",
        };
        await Appointing.MakeAsync(session, [wanted], ct);
        await session.Execute(
            KeepGround,
            new
            {
                wanted.Id,
                key = division.Key,
                request.Ground,
            },
            ct
        );
        session.RecordAccess(person);
        return TypedResults.Created(
            $"/organizations/v1/appointments/{wanted.Id}",
            new Response(wanted.Id, wanted.Mode, request.Ground)
        );
    }

    /// <exception cref="ProblemException">The person heads no grid there.</exception>
    static async Task CheckHeadsAsync(Guid person, string key, Session session, CancellationToken ct)
    {
        if (
            !await session.Find<bool>(
                Heads,
                new
                {
                    person,
                    key,
                    session.Now,
                },
                ct
            )
        )
            throw new ProblemException(Problems.HeadsNoGrid, PlatformProblems.OutOfRange.At("/ground"));
    }
}
