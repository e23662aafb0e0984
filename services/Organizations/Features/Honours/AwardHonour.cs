using Organizations.Domain;
using Organizations.Features.Divisions;
using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Honours;

/// <summary>A federation honours a person, a household or an organization of its area.</summary>
static class AwardHonour
{
    /// <param name="DivisionId">Division of the awarding federation.</param>
    /// <param name="Category">other if not given; campaigns and appraisals award their own titles.</param>
    public sealed record Request(
        Guid? PersonId,
        Guid? HouseholdId,
        Guid? OrganizationId,
        [Required, Longest(100), Example("巾帼建功标兵")] string Title,
        [Code(nameof(CodeTables.AwardedCategory))] string? Category,
        [Required] Guid? DivisionId,
        DateOnly? AwardedOn,
        [Lines, Longest(500), Example("带领本村妇女发展手工编织")] string? Reason
    );

    /// <param name="Verification">Printed on the certificate; its holder can verify it.</param>
    public sealed record Response(Guid Id, string Number, string Verification);

    const string HolderKey = """
        select scope_key
        from households
        where id = @HouseholdId
        union all
        select scope_key
        from organizations
        where id = @OrganizationId
        """;
    const string Honour = """
        select @id::uuid as id, @key as scope_key, @PersonId::uuid as person_id, @HouseholdId::uuid as household_id,
            @OrganizationId::uuid as organization_id, @Title as title, @category as category, @Level as level,
            @DivisionId::uuid as division_id, @Name as division, @Reason as reason, null::uuid as campaign_id,
            null::uuid as appraisal_id, 1 as place
        """;

    [EndpointSummary("授予荣誉 Honour a person, a household or an organization")]
    public static async Task<Created<Response>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var holders = HoldersOf(request, check);
        var on = request.AwardedOn ?? session.Today;
        check.That(on <= session.Today, "/awardedOn", PlatformProblems.InFuture);
        check.That(on.Year >= 1949, "/awardedOn", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        if (request.PersonId == session.Caller.Subject)
            throw new ProblemException(Problems.OwnRecord);
        var area = await session.FindDivisionInScope(request.DivisionId!.Value, ct);
        check.That(area is not null, "/divisionId", PlatformProblems.Unknown);
        check.That(area is null || area.Level <= 5, "/divisionId", PlatformProblems.OutOfRange);
        var key = request.PersonId is { } honoured
            ? await PersonInSight.KeyAsync(session, honoured, area?.Key ?? "", ct)
            : await session.Find<string>(HolderKey, request, ct);
        check.That(
            key is not null && (area is null || key.StartsWith(area.Key, StringComparison.Ordinal)),
            holders[0],
            PlatformProblems.Unknown
        );
        check.ThrowIfInvalid();

        var id = Guid.CreateVersion7(session.Now);
        var made = await AwardedHonours.AwardAsync(
            Honour,
            new
            {
                id,
                key,
                request.PersonId,
                request.HouseholdId,
                request.OrganizationId,
                request.Title,
                category = request.Category ?? "other",
                area!.Level,
                request.DivisionId,
                area.Name,
                request.Reason,
            },
            1,
            on,
            session,
            ct
        );
        if (request.PersonId is { } person)
            session.RecordAccess(person);
        return TypedResults.Created(
            $"/organizations/v1/honours/{id}",
            new Response(id, made!.Number, made.Verification)
        );
    }

    /// <returns>Pointers to the holders: exactly one, or the request is refused.</returns>
    static List<string> HoldersOf(Request request, Validation check)
    {
        var holders = new[]
        {
            ("/personId", request.PersonId),
            ("/householdId", request.HouseholdId),
            ("/organizationId", request.OrganizationId),
        }
            .Where(h => h.Item2 is not null)
            .Select(h => h.Item1)
            .ToList();
        check.That(holders.Count > 0, "/personId", PlatformProblems.Required);
        foreach (var more in holders.Skip(1))
            check.Add(more, PlatformProblems.Duplicate);
        return holders;
    }
}
