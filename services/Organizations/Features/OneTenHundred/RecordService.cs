using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.OneTenHundred;

/// <summary>
/// Records a service that no event reports. It names the household, and the woman if known, so that nobody counts
/// twice.
/// </summary>
static class RecordService
{
    /// <param name="PersonId">The served woman.</param>
    public sealed record Request(
        [Required] Guid? HouseholdId,
        Guid? PersonId,
        [Required] DateOnly? ServedOn,
        [Lines, Required, Longest(500), Example("陪同就医，并帮助照看孩子半天")] string Note
    );

    public sealed record Response(Guid Id);

    /// <summary>Locks the household, so that two requests cannot both add its last uncounted woman.</summary>
    const string FindHousehold =
        "select scope_key, residents, women, children from households where id = @HouseholdId for update";
    const string Sex = "select sex::text from people where id = @PersonId";
    const string Known = """
        select served_id from point_entries where household_id = @HouseholdId and served_id is not null
        union
        select served_id
        from service_records
        where household_id = @HouseholdId and served_id is not null and reversed_at is null
        """;
    const string Insert = """
        insert into service_records (
            id, scope_key, member_id, household_id, served_id, served_on, note, entered_by, entered_at
        )
        values (@record, @key, @id, @HouseholdId, @PersonId, @ServedOn, @Note, @by, @Now) on conflict do nothing
        """;

    [EndpointSummary("登记服务 Record a service that no event reports")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        check.That(request.ServedOn <= session.Today, "/servedOn", PlatformProblems.InFuture);
        check.That(request.PersonId != id, "/personId", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        if (id == session.Caller.Subject)
            throw new ProblemException(Problems.OwnRecord);
        await PersonInSight.MustSeeAsync(session, id, ct);
        var home = await session.Find<Household>(FindHousehold, request, ct);
        check.That(home is not null, "/householdId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();
        if (request.PersonId is { } woman)
            await CheckWomanAsync(check, woman, request, home!, session, ct);
        var record = Guid.CreateVersion7(session.Now);
        if (
            await session.Execute(
                Insert,
                new
                {
                    record,
                    key = home!.ScopeKey,
                    id,
                    request.HouseholdId,
                    request.PersonId,
                    request.ServedOn,
                    request.Note,
                    by = session.Caller.Subject,
                    session.Now,
                },
                ct
            ) == 0
        )
            throw new ProblemException(Problems.ServiceRecorded);
        session.RecordAccess(id);
        return TypedResults.Created($"/organizations/v1/services/{record}", new Response(record));
    }

    /// <summary>
    /// Census keeps who lives where; this service knows a household's number of women and the served ones. No more
    /// women can be served than live there.
    /// </summary>
    static async Task CheckWomanAsync(
        Validation check,
        Guid woman,
        Request request,
        Household home,
        Session session,
        CancellationToken ct
    )
    {
        var (sex, known) = await session.AsSystem(
            async () => (await session.Find<string>(Sex, request, ct), await session.Query<Guid>(Known, request, ct)),
            ct
        );
        check.That(sex != "1", "/personId", Problems.MustBeWoman);
        // Events older than the count of women give only the number of residents.
        check.That(
            known.Contains(woman) || known.Count < (home.Women + home.Children > 0 ? home.Women : home.Residents),
            "/personId",
            Problems.NoMoreWomen
        );
        check.ThrowIfInvalid();
    }

    sealed record Household(string ScopeKey, int Residents, int Women, int Children);
}
