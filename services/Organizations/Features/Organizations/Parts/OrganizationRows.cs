using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Organizations.Features.Organizations;

/// <summary>Reads new organizations and finds their places.</summary>
static class OrganizationRows
{
    const string Parents = "select id from organizations where id = any (@ids) and valid_to is null";

    /// <param name="pointer">JSON pointer of the nth in the request.</param>
    /// <exception cref="ProblemException">PLT-0001.</exception>
    public static async Task<List<Row>> ReadAsync(
        IReadOnlyList<NewOrganization> rows,
        Func<int, string> pointer,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var divisions = await NamedDivisions.ReadAsync(
            rows.Select(r => r.DivisionId),
            rows.Select(r => r.DivisionCode),
            session,
            ct
        );
        var parents = (
            await session.Query<Guid>(
                Parents,
                new { ids = rows.Select(r => r.ParentId).OfType<Guid>().Distinct().ToArray() },
                ct
            )
        ).ToHashSet();
        var read = rows.Select((r, i) => Read(r, pointer(i), check, divisions, parents, session)).ToList();
        check.ThrowIfInvalid();
        return read;
    }

    static Row Read(
        NewOrganization r,
        string at,
        Validation check,
        NamedDivisions divisions,
        HashSet<Guid> parents,
        Session session
    )
    {
        var creditCode = check.Optional<CreditCode>(at + "/creditCode", r.CreditCode, CreditCode.Read)?.Text;
        var place = r.DivisionId is null && r.DivisionCode is not null ? at + "/divisionCode" : at + "/divisionId";
        var division = divisions.Find(r.DivisionId, r.DivisionCode);
        if (r.DivisionId is null && r.DivisionCode is null)
            check.Add(place, PlatformProblems.Required);
        else if (division is null)
            check.Add(place, PlatformProblems.Unknown);
        else
            check.That(OrganizationKinds.MayBeOf(r.Kind, division.Level), place, Problems.NoSuchOrganizationHere);
        check.That(
            r.ParentId is null || parents.Contains(r.ParentId.Value),
            at + "/parentId",
            PlatformProblems.Unknown
        );
        check.That(r.ValidFrom is null || r.ValidFrom <= session.Today, at + "/validFrom", PlatformProblems.InFuture);
        return new(
            Guid.CreateVersion7(session.Now),
            division?.Key ?? "",
            r.Kind,
            r.Name,
            creditCode,
            division?.Id ?? default,
            OrganizationKinds.IsOnePerDivision(r.Kind) ? null : r.ParentId,
            r.Status ?? "active",
            r.ValidFrom ?? session.Today
        );
    }

    public sealed record Row(
        Guid Id,
        string Key,
        string Kind,
        string Name,
        string? CreditCode,
        Guid DivisionId,
        Guid? ParentId,
        string Status,
        DateOnly ValidFrom
    );
}
